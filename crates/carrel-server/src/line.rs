//! The lines that browsers hold: none may wait for ever, neither with half a request nor at the end of the server.

use std::future::{Future, IntoFuture, poll_fn};
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep};

/// How long what may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// From a request's head to its answer; for the head itself a fifth more.
    pub request: Duration,
    /// Between an answer and the next request.
    pub idle: Duration,
    /// From the wish to end until requests under way are cut.
    pub drain: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(30),
            idle: Duration::from_secs(75),
            drain: Duration::from_secs(10),
        }
    }
}

impl Bounds {
    /// A little longer than a handler has, so that a slow body is told so before its line is cut.
    fn cut(&self) -> Duration {
        self.request + self.request / 5
    }
}

/// Serves until `stop` is ready and what was under way is answered, or the time for that is over.
///
/// # Errors
/// The listener's.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let router = router.layer(from_fn(move |request, next: Next| async move {
        match tokio::time::timeout(bounds.request, next.run(request)).await {
            Ok(response) => response,
            Err(_) => (
                StatusCode::REQUEST_TIMEOUT,
                [(header::CONNECTION, "close")],
                "the request took too long",
            )
                .into_response(),
        }
    }));
    let (tell, told) = tokio::sync::oneshot::channel();
    let serving = axum::serve(Lines { listener, bounds }, router).with_graceful_shutdown(async {
        stop.await;
        let _ = tell.send(());
    });
    let mut serving = pin!(serving.into_future());
    let mut drained = pin!(async move {
        let _ = told.await;
        tokio::time::sleep(bounds.drain).await;
    });
    poll_fn(|context| match serving.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(done),
        Poll::Pending => drained.as_mut().poll(context).map(Ok),
    })
    .await
}

struct Lines {
    listener: TcpListener,
    bounds: Bounds,
}

impl Listener for Lines {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let line = Line {
            stream,
            bounds: self.bounds,
            end: Box::pin(tokio::time::sleep(self.bounds.cut())),
            is_asking: true,
        };
        (line, address)
    }

    fn local_addr(&self) -> Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A line that is cut when nothing of an answer was written for too long.
struct Line {
    stream: TcpStream,
    bounds: Bounds,
    end: Pin<Box<Sleep>>,
    is_asking: bool,
}

impl Line {
    fn is_over(&mut self, context: &mut Context<'_>) -> Result<()> {
        match self.end.as_mut().poll(context) {
            Poll::Ready(()) => Err(Error::from(ErrorKind::TimedOut)),
            Poll::Pending => Ok(()),
        }
    }

    fn restart(&mut self, is_asking: bool) {
        let wait = match is_asking {
            true => self.bounds.cut(),
            false => self.bounds.idle,
        };
        self.is_asking = is_asking;
        self.end.as_mut().reset(Instant::now() + wait);
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let line = self.get_mut();
        line.is_over(context)?;
        let before = room.filled().len();
        ready!(Pin::new(&mut line.stream).poll_read(context, room))?;
        if room.filled().len() > before && !line.is_asking {
            line.restart(true);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        let line = self.get_mut();
        line.is_over(context)?;
        let count = ready!(Pin::new(&mut line.stream).poll_write(context, bytes))?;
        line.restart(false);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use axum::routing::post;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const BOUNDS: Bounds = Bounds {
        request: Duration::from_secs(1),
        idle: Duration::from_secs(3),
        drain: Duration::from_millis(300),
    };

    async fn server(stop: impl Future<Output = ()> + Send + 'static) -> SocketAddr {
        let router = Router::new()
            .route("/", post(|body: Bytes| async move { body }))
            .route("/never", post(std::future::pending::<()>));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(serve(listener, router, BOUNDS, stop));
        address
    }

    /// What came until the line was closed, within five seconds.
    async fn said(stream: &mut TcpStream) -> String {
        let mut text = Vec::new();
        let wait = Duration::from_secs(5);
        let closed = tokio::time::timeout(wait, stream.read_to_end(&mut text)).await;
        assert!(closed.is_ok(), "the line is still open");
        String::from_utf8_lossy(&text).into_owned()
    }

    #[tokio::test]
    async fn half_a_head_and_half_a_body_are_given_up() {
        let address = server(std::future::pending()).await;
        let mut head = TcpStream::connect(address).await.expect("a line");
        head.write_all(b"POST / HTTP/1.1\r\nHo")
            .await
            .expect("sent");
        assert_eq!(said(&mut head).await, "");
        let mut body = TcpStream::connect(address).await.expect("a line");
        body.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")
            .await
            .expect("sent");
        let told = said(&mut body).await;
        assert!(told.starts_with("HTTP/1.1 408"), "{told}");
    }

    #[tokio::test]
    async fn a_head_that_drips_is_given_up_and_a_line_that_rests_may_ask_again() {
        let address = server(std::future::pending()).await;
        let mut drips = TcpStream::connect(address).await.expect("a line");
        let began = Instant::now();
        while drips.write_all(b"a").await.is_ok() {
            assert!(began.elapsed() < Duration::from_secs(5), "still open");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mut rests = TcpStream::connect(address).await.expect("a line");
        for _ in 0..2 {
            let ask = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nwell";
            rests.write_all(ask).await.expect("sent");
            let mut answer = [0; 1024];
            let count = rests.read(&mut answer).await.expect("an answer");
            assert!(answer[..count].ends_with(b"well"));
            tokio::time::sleep(Duration::from_millis(1_500)).await;
        }
    }

    #[tokio::test]
    async fn a_request_that_hangs_does_not_keep_the_server_from_ending() {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().route("/never", post(std::future::pending::<()>));
        let bounds = Bounds {
            request: Duration::from_secs(60),
            ..BOUNDS
        };
        let ended = tokio::spawn(serve(listener, router, bounds, async {
            let _ = stopped.await;
        }));
        let mut hangs = TcpStream::connect(address).await.expect("a line");
        hangs
            .write_all(b"POST /never HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            .await
            .expect("sent");
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop.send(()).expect("it runs");
        let ended = tokio::time::timeout(Duration::from_secs(5), ended).await;
        assert!(matches!(ended, Ok(Ok(Ok(())))), "it waits for the request");
    }
}
