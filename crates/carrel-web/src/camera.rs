//! The computer's camera, and barcodes in what it sees: read by the browser (`BarcodeDetector`) where it can, else by the page module
//! `camera`, which is fetched then. Pictures stay on this computer and are kept nowhere.

use wasm_bindgen::prelude::*;

use crate::el::{El, el};
use crate::js::{self, wait};

/// Size of the pictures that the module looks at.
const SIZE: (u32, u32) = (640, 480);
/// Kinds of barcodes on cards and copies, as browsers call them. A browser that reads fewer is not asked.
const KINDS: [&str; 4] = ["code_39", "codabar", "code_128", "ean_13"];

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The browser gives no camera at all: an address without https, or an old browser.
    NotHere,
    /// The person or the school's rules said no.
    Denied,
    /// There is none.
    NoCamera,
    /// Another program has it.
    Busy,
    /// The reader did not arrive: no network, and it was never fetched.
    NoReader,
}

/// A camera that is on. Dropping it switches it off.
#[derive(Debug)]
pub struct Camera {
    stream: JsValue,
    video: El,
    reader: Reader,
}

#[derive(Debug)]
enum Reader {
    Browser(JsValue),
    Module {
        look: JsValue,
        /// Of a canvas that is on no page.
        context: JsValue,
    },
}

impl Camera {
    /// Asks the person for the camera, if need be, and fetches the reader, if need be. The picture is in [`Camera::video`]; put it on
    /// the page.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn open() -> Result<Self, Refused> {
        let devices = js::get(&js::get(&js::global(), "navigator"), "mediaDevices");
        if !devices.is_object() {
            return Err(Refused::NotHere);
        }
        let ideal = |value: JsValue| js::object(&[("ideal", value)]);
        let picture = js::object(&[
            ("facingMode", ideal("environment".into())),
            ("width", ideal(1280.into())),
        ]);
        let wish = js::object(&[("video", picture), ("audio", false.into())]);
        let asked = js::call(&devices, "getUserMedia", &[wish]).map_err(|e| refused(&e))?;
        let stream = wait(asked.unchecked_into())
            .await
            .map_err(|e| refused(&e))?;
        let video = el("video").attr("playsinline", "").attr("muted", "");
        js::set(video.element(), "muted", &true.into());
        js::set(video.element(), "srcObject", &stream);
        if let Ok(playing) = js::call(video.element(), "play", &[]) {
            js::spawn(async move {
                // Refused while it is not on the page yet: it starts by `autoplay` then.
                let _ = wait(playing.unchecked_into()).await;
            });
        }
        let mut camera = Self {
            stream,
            video: video.attr("autoplay", ""),
            reader: Reader::Browser(JsValue::UNDEFINED),
        };
        camera.reader = match by_browser().await {
            Some(reader) => Reader::Browser(reader),
            None => by_module().await.ok_or(Refused::NoReader)?,
        };
        Ok(camera)
    }

    /// The picture.
    #[must_use]
    pub fn video(&self) -> El {
        self.video.clone()
    }

    /// True as long as the camera gives pictures: it may be unplugged, or taken away by the person.
    #[must_use]
    pub fn is_on(&self) -> bool {
        js::get(&self.stream, "active").as_bool() == Some(true)
    }

    /// The symbols in what it sees now: kind and text. Empty while there is no picture yet.
    pub async fn look(&self) -> Vec<(String, String)> {
        let video: JsValue = self.video.element().into();
        if js::number(&video, "readyState") < 2.0 {
            return Vec::new();
        }
        match &self.reader {
            Reader::Browser(detector) => {
                let Ok(promise) = js::call(detector, "detect", &[video]) else {
                    return Vec::new();
                };
                let found = wait(promise.unchecked_into()).await;
                let found = js::values(&found.unwrap_or_default());
                let part = |symbol: &JsValue, name| js::text(symbol, name).unwrap_or_default();
                let symbols = found.iter();
                symbols
                    .map(|symbol| (part(symbol, "format"), part(symbol, "rawValue")))
                    .collect()
            }
            Reader::Module { look, context } => {
                let text = with_module(&video, look, context).unwrap_or_default();
                let lines = text.lines().filter_map(|line| line.split_once('\t'));
                lines
                    .map(|(kind, text)| (kind.to_owned(), text.to_owned()))
                    .collect()
            }
        }
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        let tracks = js::call(&self.stream, "getTracks", &[]).unwrap_or_default();
        for track in js::values(&tracks) {
            let _ = js::call(&track, "stop", &[]);
        }
        js::set(self.video.element(), "srcObject", &JsValue::NULL);
    }
}

fn refused(error: &JsValue) -> Refused {
    match js::text(error, "name").unwrap_or_default().as_str() {
        "NotFoundError" | "OverconstrainedError" => Refused::NoCamera,
        "NotReadableError" | "AbortError" => Refused::Busy,
        _ => Refused::Denied,
    }
}

/// The browser's reader, when it knows the kinds that libraries print.
async fn by_browser() -> Option<JsValue> {
    let kind = js::get(&js::global(), "BarcodeDetector");
    let asked = js::call(&kind, "getSupportedFormats", &[]).ok()?;
    let known = js::values(&wait(asked.unchecked_into()).await.ok()?);
    let has = |name: &&str| known.iter().any(|k| k.as_string().as_deref() == Some(name));
    if !KINDS.iter().all(has) {
        return None;
    }
    let names: Vec<JsValue> = KINDS.iter().map(|name| JsValue::from(*name)).collect();
    let options = js::object(&[("formats", js::array(names.iter()))]);
    js::construct("BarcodeDetector", &[options])
}

/// The module's reader, fetched now.
async fn by_module() -> Option<Reader> {
    let host = crate::dom::document().body()?;
    let asked = js::call(
        &js::global(),
        "carrelMount",
        &["camera".into(), host.into()],
    )
    .ok()?;
    let look = wait(asked.unchecked_into()).await.ok()?;
    let canvas: JsValue = el("canvas").element().into();
    js::set(&canvas, "width", &SIZE.0.into());
    js::set(&canvas, "height", &SIZE.1.into());
    let options = js::object(&[("willReadFrequently", true.into())]);
    let context = js::call(&canvas, "getContext", &["2d".into(), options]).ok()?;
    look.is_function()
        .then_some(Reader::Module { look, context })
}

fn with_module(video: &JsValue, look: &JsValue, context: &JsValue) -> Option<String> {
    let (width, height) = (SIZE.0, SIZE.1);
    // The whole picture, its sides in proportion: bars are not bent, and the margin is nothing a reader would see.
    let (wide, high) = (
        js::number(video, "videoWidth").max(1.0),
        js::number(video, "videoHeight").max(1.0),
    );
    let scale = (f64::from(width) / wide).min(f64::from(height) / high);
    let place = [0.0, 0.0, wide * scale, high * scale].map(JsValue::from);
    let draw = [std::slice::from_ref(video), &place].concat();
    js::call(context, "drawImage", &draw).ok()?;
    let all: [JsValue; 4] = [0.into(), 0.into(), width.into(), height.into()];
    let picture = js::call(context, "getImageData", &all).ok()?;
    let pixels = js::get(&picture, "data");
    let look: &js_sys::Function = look.unchecked_ref();
    let found = look.call3(&JsValue::NULL, &pixels, &width.into(), &height.into());
    found.ok()?.as_string()
}
