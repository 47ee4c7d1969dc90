//! The service worker from the page's side: it keeps the app's own files; when it has a newer app ready, the reader
//! decides when to use it.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    RegistrationOptions, ServiceWorker, ServiceWorkerRegistration, ServiceWorkerState,
    ServiceWorkerUpdateViaCache,
};

use super::{dom, js, log};

thread_local! {
    static WAITING: Cell<Option<ServiceWorker>> = const { Cell::new(None) };
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

fn container() -> Option<web_sys::ServiceWorkerContainer> {
    let navigator = dom::window().navigator();
    // Absent where the page did not come over https or from this computer.
    (!js::get(&navigator, "serviceWorker").is_undefined()).then(|| navigator.service_worker())
}

/// False where the browser keeps no pages: on an address without https.
#[must_use]
pub fn possible() -> bool {
    container().is_some()
}

/// Registers it. `on_update` is called when a newer app is ready, `on_kept` once the app's files are on this device.
pub fn register(on_update: Box<dyn Fn()>, on_kept: Box<dyn Fn()>) {
    let Some(container) = container() else { return };
    dom::on(&container, "controllerchange", |_| {
        // Only when this reader asked for it, and once: never a loop.
        if ASKED.take() {
            dom::reload();
        }
    });
    let ready = container.ready();
    spawn_local(async move {
        if let Ok(ready) = ready
            && JsFuture::from(ready).await.is_ok()
        {
            on_kept();
        }
    });
    spawn_local(async move {
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        match JsFuture::from(container.register_with_options("sw.js", &options)).await {
            Ok(registration) => {
                // Some browsers answer with nothing where they are told to allow no service workers.
                if let Ok(registration) = registration.dyn_into() {
                    watch(&registration, on_update.into());
                }
            }
            Err(error) => log(&format!(
                "The pages cannot be kept for use without a network: {}",
                js::reason(&error)
            )),
        }
    });
}

fn watch(registration: &ServiceWorkerRegistration, on_update: Rc<dyn Fn()>) {
    if let Some(waiting) = registration.waiting() {
        offer(waiting, on_update.clone());
    }
    // The browser looks for an update by itself as soon as the page loads: one may be on its way already.
    await_installed(registration, &on_update);
    let found = registration.clone();
    dom::on(registration, "updatefound", move |_| {
        await_installed(&found, &on_update);
    });
}

/// Offers what is being installed, once it is.
fn await_installed(registration: &ServiceWorkerRegistration, on_update: &Rc<dyn Fn()>) {
    // Without a controller this is the first visit: nothing is old.
    if container().is_none_or(|c| c.controller().is_none()) {
        return;
    }
    let Some(worker) = registration.installing() else {
        return;
    };
    let on_update = on_update.clone();
    let installing = worker.clone();
    dom::on(&worker, "statechange", move |_| {
        if installing.state() == ServiceWorkerState::Installed {
            offer(installing.clone(), on_update.clone());
        }
    });
}

/// Tells the reader, unless the new one takes over by itself (only the page's data had changed).
fn offer(waiting: ServiceWorker, on_update: Rc<dyn Fn()>) {
    js::after(1_000, move || {
        if waiting.state() == ServiceWorkerState::Installed {
            WAITING.set(Some(waiting));
            on_update();
        }
    });
}

/// Uses the newer app: the page loads again as soon as it is in charge.
pub fn update() {
    // One that was overtaken by a still newer one is of no use; the next load offers that.
    match WAITING.take() {
        Some(waiting) if waiting.state() == ServiceWorkerState::Installed => {
            ASKED.set(true);
            let _ = waiting.post_message(&"activate".into());
        }
        _ => dom::reload(),
    }
}

/// Removes the service worker and everything it kept for this site.
pub async fn forget() -> Result<(), JsValue> {
    let Some(container) = container() else {
        return Ok(());
    };
    let registration = JsFuture::from(container.get_registration()).await?;
    let scope = dom::base();
    if let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>() {
        JsFuture::from(registration.unregister()?).await?;
    }
    let caches = dom::window().caches()?;
    let names = js_sys::Array::from(&JsFuture::from(caches.keys()).await?);
    for name in names.iter().filter_map(|n| n.as_string()) {
        if name.starts_with("carrel:") && name.ends_with(&scope) {
            JsFuture::from(caches.delete(&name)).await?;
        }
    }
    Ok(())
}

/// Asks the browser not to throw our storage away by itself; true when it promises.
pub async fn persist() -> bool {
    let storage = js::get(&dom::window().navigator(), "storage");
    if storage.is_undefined() {
        return false;
    }
    let Ok(promise) = js::call(&storage, "persist", &[]) else {
        return false;
    };
    JsFuture::from(js_sys::Promise::resolve(&promise))
        .await
        .is_ok_and(|v| v.as_bool() == Some(true))
}
