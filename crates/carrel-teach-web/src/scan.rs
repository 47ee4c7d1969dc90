//! QR codes read by the browser, where it can (`BarcodeDetector`: Chromebooks, Android, Macs): from the camera, or from a
//! picture. Pictures are not kept and go nowhere.

use std::cell::Cell;
use std::rc::Rc;

use carrel_web::el::{El, el};
use carrel_web::files::File;
use carrel_web::js;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// Milliseconds between two looks through the camera.
const PAUSE: i32 = 250;

fn detector() -> Option<JsValue> {
    let format = js::array([JsValue::from("qr_code")].iter());
    js::construct("BarcodeDetector", &[js::object(&[("formats", format)])])
}

/// Whether this browser reads QR codes.
#[must_use]
pub fn is_offered() -> bool {
    detector().is_some()
}

/// Whether there may be a camera to ask for.
#[must_use]
pub fn has_camera() -> bool {
    is_offered() && devices().is_some_and(|devices| js::get(&devices, "getUserMedia").is_function())
}

fn devices() -> Option<JsValue> {
    let navigator = js::get(&js::global(), "navigator");
    js::get_or_none(&navigator, "mediaDevices").filter(JsValue::is_object)
}

async fn called(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    js::wait(js::call(object, name, arguments)?.unchecked_into()).await
}

async fn texts(detector: &JsValue, picture: &JsValue) -> Vec<String> {
    let found = called(detector, "detect", std::slice::from_ref(picture)).await;
    let found = js::values(&found.unwrap_or(JsValue::NULL)).into_iter();
    found
        .filter_map(|code| js::text(&code, "rawValue"))
        .filter(|text| !text.is_empty())
        .collect()
}

/// The texts of the QR codes in a picture; none when this browser cannot read it.
pub async fn of_picture(file: &File) -> Option<Vec<String>> {
    let detector = detector()?;
    let bitmap = called(&js::global(), "createImageBitmap", &[file.value().clone()])
        .await
        .ok()?;
    Some(texts(&detector, &bitmap).await)
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
        let detector = detector().ok_or_else(String::new)?;
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
                for text in texts(&detector, looks.view.element()).await {
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
