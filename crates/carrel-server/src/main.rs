//! `carrel-server`: serves, adds staff, backs up, restores.

use std::fs::{File, TryLockError};
use std::io::{BufRead, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use carrel_server::app::{App, app, now_ms, random};
use carrel_server::backup;
use carrel_server::copies;
use carrel_server::courier;
use carrel_server::desk;
use carrel_server::ils::IlsFile;
use carrel_server::line;
use carrel_server::log;
use carrel_server::second;
use carrel_server::site;
use carrel_server::sqlite::SqliteStore;
use carrel_server::staff;
use carrel_server::store::Store;
use carrel_server::writer::{Core, Writer};

const HELP: &str = "carrel-server COMMAND

  serve --data FOLDER [--listen 127.0.0.1:8090] [--site FOLDER] [--behind-tls]
        [--keep-link-days 7] [--keep-for-files] [--until-input-ends]
      gathers what desks and kiosks recorded. Another address than this machine's own is refused
      unless --behind-tls says that a proxy with TLS stands before it. --site: also serves these files,
      and knows the library's copies by the list of the desk among them.
      FOLDER/ils.toml, when there is one, says where the library's own system is: docs/gateway.md.
      --keep-link-days: how long a loan keeps its patron after the return, 0 to 30.
      --keep-for-files: desks hand in files: what is over waits for one, with its card for 35 days at most, also
      before the first file was ever made. Afterwards that follows from the files of the last 100 days.
      --until-input-ends: ends, as after Ctrl-C, when whoever started it is gone and standard input with them.
  staff --data FOLDER --name NAME [--admin]
      adds a member of staff, or changes their password; it is read from standard input. Who is an
      administrator stays one.
  staff --data FOLDER --name NAME --remove
      removes a member of staff. Where they are signed in ends with a restart of the server.
  staff --data FOLDER --name NAME --forget-second
      turns their second factor off, when the phone and the recovery codes are gone.
  backup --data FOLDER
      writes a backup into FOLDER/backups and proves that it can be restored.
  restore --data FOLDER --from FILE
      puts a backup in place; devices then send again what they still hold. Stop the server first.
";

/// Pause between two looks at what is due.
const LOOK: Duration = Duration::from_secs(300);

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("error: {text}");
            ExitCode::FAILURE
        }
    }
}

/// The value behind a word.
fn value(words: &[String], name: &str) -> Option<String> {
    let at = words.iter().position(|word| word == name)?;
    words.get(at + 1).cloned()
}

fn run(words: Vec<String>) -> Result<(), String> {
    let Some(command) = words.first().map(String::as_str) else {
        print!("{HELP}");
        return Ok(());
    };
    let folder = value(&words, "--data").map(PathBuf::from);
    let folder = || folder.clone().ok_or("--data FOLDER is missing");
    match command {
        "serve" => serve(&words, &folder()?),
        "staff" => {
            let name = value(&words, "--name").ok_or("--name NAME is missing")?;
            if words.iter().any(|word| word == "--forget-second") {
                return forget_second(&folder()?, &name);
            }
            if words.iter().any(|word| word == "--remove") {
                return remove_staff(&folder()?, &name);
            }
            let is_admin = words.iter().any(|word| word == "--admin");
            add_staff(&folder()?, &name, is_admin)
        }
        "backup" => {
            let folder = folder()?;
            let path = backup::back_up(&database(&folder)?, &folder.join("backups"), now_ms())
                .map_err(|error| error.to_string())?;
            println!("{}", path.display());
            Ok(())
        }
        "restore" => {
            let from = value(&words, "--from").ok_or("--from FILE is missing")?;
            let _alone = lock(&folder()?)?;
            let mut first = [0; 8];
            first.copy_from_slice(&random()[..8]);
            let epoch = u64::from_be_bytes(first) | 1;
            let kept = backup::restore(Path::new(&from), &database(&folder()?)?, epoch, now_ms())
                .map_err(|error| error.to_string())?;
            match kept {
                backup::Kept::Away { devices, patrons } => println!(
                    "The backup is in place. Removed since and still removed: {devices} devices. Forgotten since and still forgotten: {patrons} patrons."
                ),
                backup::Kept::Unknown => println!(
                    "The backup is in place. The old database could not be read: remove again every device that was removed since the backup, \
                     and forget again every patron that was forgotten since."
                ),
            }
            Ok(())
        }
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!(
            "there is no command {other}; `carrel-server help` lists them"
        )),
    }
}

/// Holds the folder as long as the file is open: one server at a time, and no restore under it. Ends with the program, however it ends.
fn lock(folder: &Path) -> Result<File, String> {
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("could not make {}: {error}", folder.display()))?;
    let path = folder.join("carrel.lock");
    let file = File::create(&path)
        .map_err(|error| format!("could not write {}: {error}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(format!(
            "a carrel-server runs on {}: stop it first",
            folder.display()
        )),
        // Some network folders know no locks; there nobody is kept out.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => {
            Err(format!("could not lock {}: {error}", path.display()))
        }
    }
}

fn database(folder: &Path) -> Result<PathBuf, String> {
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("could not make {}: {error}", folder.display()))?;
    Ok(folder.join("carrel.sqlite"))
}

fn add_staff(folder: &Path, name: &str, is_admin: bool) -> Result<(), String> {
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .map_err(|error| format!("could not read the password: {error}"))?;
    let mut store = SqliteStore::open(&database(folder)?).map_err(|error| error.to_string())?;
    let mut add = || {
        store.begin()?;
        let (_, _, known) = staff::challenge(&mut store, name)?;
        staff::set_password(
            &mut store,
            name,
            password.trim_end_matches(['\r', '\n']),
            is_admin || known.is_some_and(|known| known.is_admin),
            &random(),
        )?;
        store.audit(now_ms(), "command", "staff", name)?;
        store.commit()
    };
    add().map_err(|error| error.to_string())
}

fn remove_staff(folder: &Path, name: &str) -> Result<(), String> {
    let mut store = SqliteStore::open(&database(folder)?).map_err(|error| error.to_string())?;
    let mut remove = || {
        store.begin()?;
        let was_there = staff::remove(&mut store, name)?;
        if was_there {
            second::turn_off(&mut store, name)?;
            store.audit(now_ms(), "command", "staff-remove", name)?;
        }
        store.commit()?;
        Ok(was_there)
    };
    match remove() {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("there is no member of staff called {name}")),
        Err::<bool, carrel_server::store::StoreError>(error) => Err(error.to_string()),
    }
}

fn forget_second(folder: &Path, name: &str) -> Result<(), String> {
    let mut store = SqliteStore::open(&database(folder)?).map_err(|error| error.to_string())?;
    let mut forget = || {
        store.begin()?;
        let was_on = second::turn_off(&mut store, name)?;
        store.audit(now_ms(), "command", "second-off", name)?;
        store.commit()?;
        Ok(was_on)
    };
    match forget() {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("{name} has no second factor")),
        Err::<bool, carrel_server::store::StoreError>(error) => Err(error.to_string()),
    }
}

fn serve(words: &[String], folder: &Path) -> Result<(), String> {
    let listen = value(words, "--listen").unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let address: SocketAddr = listen
        .parse()
        .map_err(|_| format!("--listen is {listen}; it should be like 127.0.0.1:8090"))?;
    let is_own = match address.ip() {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback(),
    };
    if !is_own && !words.iter().any(|word| word == "--behind-tls") {
        return Err(format!(
            "{address} can be reached from other machines, and this server speaks no TLS: cards would travel in the open. \
             Listen on 127.0.0.1 behind a proxy with TLS, or say --behind-tls if one stands before this address"
        ));
    }
    let keep_link_ms = match value(words, "--keep-link-days") {
        None => desk::KEEP_LINK_MS,
        Some(days) => match days.parse::<i64>() {
            Ok(days @ 0..=30) => days * 86_400_000,
            _ => return Err(format!("--keep-link-days is {days}; it should be 0 to 30")),
        },
    };
    let _alone = lock(folder)?;
    let path = database(folder)?;
    let ils = read_ils(&folder.join("ils.toml"))?;
    let store = SqliteStore::open(&path).map_err(|error| error.to_string())?;
    let mut core = Core::open(Box::new(store), random).map_err(|error| error.to_string())?;
    core.hands_in = ils.is_none();
    core.keeps_for_files = words.iter().any(|word| word == "--keep-for-files");
    let (writer, thread) = Writer::start(core);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("could not start: {error}"))?;
    let backups = folder.join("backups");
    let is_bound = words.iter().any(|word| word == "--until-input-ends");
    let janitor = writer.clone();
    let pages = value(words, "--site").map(PathBuf::from);
    let site = pages.clone();
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| format!("could not listen on {address}: {error}"))?;
        let bound = listener.local_addr().map_err(|error| error.to_string())?;
        println!("listening on http://{bound}/");
        tokio::spawn(async move {
            // At once, too, when it is due: a computer that is switched off every afternoon never runs for a day.
            loop {
                if let Some(site) = site.clone()
                    && let Err(why) = take_copies(&janitor, site).await
                {
                    log::say(
                        "copies",
                        &format!("the desk's list of copies was not taken: {why}"),
                    );
                }
                if let Err(error) = janitor
                    .run(move |core| desk::tidy_when_due(core, now_ms(), keep_link_ms))
                    .await
                {
                    log::say(
                        "tidy",
                        &format!("old links to patrons could not be cut: {error}"),
                    );
                }
                let (path, backups) = (path.clone(), backups.clone());
                let done = tokio::task::spawn_blocking(move || {
                    let last_ms = backup::newest(&backups);
                    if backup::is_due(last_ms, backup::HOUR_MS, now_ms()) {
                        backup::back_up(&path, &backups, now_ms())?;
                    }
                    Ok::<(), carrel_server::store::StoreError>(())
                })
                .await;
                if let Ok(Err(error)) = done {
                    log::say("backup", &error.to_string());
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        let state = App::new(writer.clone()).logging(log::to_stderr);
        // A thread of its own: a slow line keeps nobody waiting.
        let courier = ils.map(|ils| {
            let (stop, stopped) = std::sync::mpsc::channel();
            let shared = state.shared_status();
            println!("delivers to {}", ils.target());
            let thread = courier::start(writer, ils, now_ms, stopped, shared, None);
            (stop, thread)
        });
        let mut router = app(state);
        if let Some(folder) = pages {
            router = site::with_site(router, folder);
        }
        line::serve(listener, router, line::Bounds::default(), stop(is_bound))
            .await
            .map_err(|error| format!("the server ended: {error}"))?;
        if let Some((stop, thread)) = courier {
            drop(stop);
            // It ends after the answer it waits for.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
        Ok::<(), String>(())
    })?;
    drop(runtime);
    // All ways to the writer are gone: it ends after its last commit.
    let mut core = thread.join().map_err(|_| "the writer died")?;
    let board = core.board.clone();
    let mut keep = || {
        core.store.begin()?;
        core.store.checkpoint(&board)?;
        core.store.commit()
    };
    keep().map_err(|error| error.to_string())
}

/// Takes in the list of copies of the desk's pages when it is another than before: somebody made them anew.
async fn take_copies(writer: &Writer, site: PathBuf) -> Result<(), String> {
    let place = site.clone();
    let named = tokio::task::spawn_blocking(move || copies::name_in(&place)).await;
    let named = named.map_err(|error| error.to_string())?;
    let Some(name) = named.map_err(|error| error.to_string())? else {
        return Ok(());
    };
    let asked = name.clone();
    let is_taken = writer.run(move |core| copies::is_taken(core, &asked)).await;
    if is_taken.map_err(|error| error.to_string())? {
        return Ok(());
    }
    let place = name.clone();
    let list = tokio::task::spawn_blocking(move || copies::read(&site, &place)).await;
    let list = list.map_err(|error| error.to_string())?;
    let list = list.map_err(|error| format!("{name}: {error}"))?;
    let taken = writer.run(move |core| copies::take(core, &name, &list));
    taken.await.map(|_| ()).map_err(|error| error.to_string())
}

/// Where the library's own system is; nothing when there is no such file.
fn read_ils(path: &Path) -> Result<Option<IlsFile>, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => IlsFile::parse(&text).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("could not read {}: {error}", path.display())),
    }
}

/// Ctrl-C, SIGTERM, or, where that is wanted, the end of standard input.
async fn stop(is_bound: bool) {
    if is_bound {
        let (ended, end) = tokio::sync::oneshot::channel();
        // A thread of its own: one that reads standard input can be called back by nobody.
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            let _ = ended.send(());
        });
        let mut end = std::pin::pin!(end);
        let mut signal = std::pin::pin!(signal());
        std::future::poll_fn(|context| {
            use std::future::Future;
            if end.as_mut().poll(context).is_ready() || signal.as_mut().poll(context).is_ready() {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    } else {
        signal().await;
    }
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        else {
            let _ = interrupt.await;
            return;
        };
        let mut interrupt = std::pin::pin!(interrupt);
        std::future::poll_fn(|context| {
            use std::future::Future;
            if terminate.poll_recv(context).is_ready()
                || interrupt.as_mut().poll(context).is_ready()
            {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
