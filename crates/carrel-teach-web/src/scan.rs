//! QR codes from the camera, or from a picture: read by the browser where it can (`BarcodeDetector`: Chromebooks, Android,
//! Macs), by `carrel_lessons::qr_read` elsewhere. Pictures are not kept and go nowhere.

use std::cell::Cell;
use std::rc::Rc;

use carrel_lessons::qr_read;
use carrel_web::el::{El, el};
use carrel_web::files::File;
use carrel_web::js;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// Milliseconds between two looks through the camera.
const PAUSE: i32 = 250;
/// The longer side, in pixels, of a picture that we read ourselves: a photo, and a camera's frame.
const PHOTO: f64 = 1000.0;
const FRAME: f64 = 560.0;

fn detector() -> Option<JsValue> {
    let format = js::array([JsValue::from("qr_code")].iter());
    js::construct("BarcodeDetector", &[js::object(&[("formats", format)])])
}

/// Whether there may be a camera to ask for.
#[must_use]
pub fn has_camera() -> bool {
    devices().is_some_and(|devices| js::get(&devices, "getUserMedia").is_function())
}

fn devices() -> Option<JsValue> {
    let navigator = js::get(&js::global(), "navigator");
    js::get_or_none(&navigator, "mediaDevices").filter(JsValue::is_object)
}

async fn called(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    js::wait(js::call(object, name, arguments)?.unchecked_into()).await
}

/// The texts of the codes in a bitmap or a video; `most` is the longer side to read it in ourselves.
async fn texts(detector: Option<&JsValue>, picture: &JsValue, most: f64) -> Vec<String> {
    if let Some(detector) = detector {
        // Where it is there but does not work (a Linux without its service), our own reader looks.
        if let Ok(found) = called(detector, "detect", std::slice::from_ref(picture)).await {
            return js::values(&found)
                .into_iter()
                .filter_map(|code| js::text(&code, "rawValue"))
                .filter(|text| !text.is_empty())
                .collect();
        }
    }
    let Some((grey, width, height)) = grey(picture, most) else {
        return Vec::new();
    };
    qr_read::read(&grey, width, height).into_iter().collect()
}

/// A bitmap or a video's frame in shades of grey, scaled down to fit.
fn grey(picture: &JsValue, most: f64) -> Option<(Vec<u8>, usize, usize)> {
    let side = |own: &str, video: &str| {
        let own = js::number(picture, own);
        let video = js::number(picture, video);
        if video > 0.0 { video } else { own }
    };
    let (width, height) = (side("width", "videoWidth"), side("height", "videoHeight"));
    if width < 1.0 || height < 1.0 {
        return None;
    }
    let scale = (most / width.max(height)).min(1.0);
    let (width, height) = (
        (width * scale).round().max(1.0),
        (height * scale).round().max(1.0),
    );
    let canvas = js::construct("OffscreenCanvas", &[width.into(), height.into()])?;
    let often = js::object(&[("willReadFrequently", true.into())]);
    let ink = js::call(&canvas, "getContext", &["2d".into(), often]).ok()?;
    let zero = JsValue::from(0);
    let all = [
        picture.clone(),
        zero.clone(),
        zero.clone(),
        width.into(),
        height.into(),
    ];
    js::call(&ink, "drawImage", &all).ok()?;
    let whole = [zero.clone(), zero, width.into(), height.into()];
    let data = js::call(&ink, "getImageData", &whole).ok()?;
    let colours = js::bytes(&js::get(&js::get(&data, "data"), "buffer"))?;
    // Luma by ITU-R BT.601, in whole numbers.
    let grey = colours.chunks_exact(4).map(|c| {
        let sum = u32::from(c[0]) * 77 + u32::from(c[1]) * 150 + u32::from(c[2]) * 29;
        (sum >> 8) as u8
    });
    Some((grey.collect(), width as usize, height as usize))
}

/// The texts of the QR codes in a picture; none when it cannot be opened as one.
pub async fn of_picture(file: &File) -> Option<Vec<String>> {
    let bitmap = called(&js::global(), "createImageBitmap", &[file.value().clone()])
        .await
        .ok()?;
    Some(texts(detector().as_ref(), &bitmap, PHOTO).await)
}

/// A camera that looks for codes until it is stopped.
#[derive(Clone)]
pub struct Camera {
    running: Rc<Cell<bool>>,
    stream: JsValue,
    /// What it sees, for the page.
    pub view: El,
}

impl Camera {
    /// Asks for the camera and begins; `seen` is told each text once.
    ///
    /// # Errors
    /// What the browser says: no camera, or the reader does not allow it.
    pub async fn start(mut seen: impl FnMut(String) + 'static) -> Result<Self, String> {
        let reason = |error: JsValue| js::reason(&error);
        let devices = devices().ok_or_else(String::new)?;
        let detector = detector();
        let facing = js::object(&[("facingMode", "environment".into())]);
        let wish = js::object(&[("video", facing)]);
        let stream = called(&devices, "getUserMedia", &[wish])
            .await
            .map_err(reason)?;
        let view = el("video")
            .attr("playsinline", "")
            .attr("muted", "")
            .class("camera");
        js::set(view.element(), "muted", &true.into());
        js::set(view.element(), "srcObject", &stream);
        let _ = called(view.element(), "play", &[]).await;
        let camera = Self {
            running: Rc::new(Cell::new(true)),
            stream,
            view,
        };
        let looks = camera.clone();
        js::spawn(async move {
            let mut known: Vec<String> = Vec::new();
            while looks.running.get() {
                for text in texts(detector.as_ref(), looks.view.element(), FRAME).await {
                    if !known.contains(&text) {
                        known.push(text.clone());
                        seen(text);
                    }
                }
                js::sleep(PAUSE).await;
            }
        });
        Ok(camera)
    }

    /// Switches it off.
    pub fn stop(&self) {
        self.running.set(false);
        if let Ok(tracks) = js::call(&self.stream, "getTracks", &[]) {
            for track in js::values(&tracks) {
                let _ = js::call(&track, "stop", &[]);
            }
        }
    }
}
