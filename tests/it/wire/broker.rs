//! A broker in the middle: it speaks as much AMQP as a consumer needs, and then sends whatever the test gives it.

use super::{Frame, long, short};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What it gives for the message of this number: everything of it but the body, which is the number.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub(crate) routing_key: Vec<u8>,
    /// Flags and properties.
    pub(crate) properties: Vec<u8>,
    /// What no guard mends: in the place of the header comes a method that does not exist.
    pub(crate) cuts: bool,
}

type Script = dyn Fn(u64) -> Delivery + Send + Sync;

pub(crate) struct Broker {
    port: u16,
    accepted: Arc<AtomicU64>,
    consumers: Arc<AtomicU64>,
    serving: JoinHandle<()>,
}

impl Broker {
    /// Gives each consumer `count` messages.
    pub(crate) async fn start(count: u64, script: Arc<Script>) -> Self {
        Self::with(131_072, count, script).await
    }

    /// The same, where frames may be so large.
    pub(crate) async fn with(frame_max: u32, count: u64, script: Arc<Script>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (accepted, consumers) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let (counted, consuming) = (Arc::clone(&accepted), Arc::clone(&consumers));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(
                    stream,
                    frame_max,
                    count,
                    Arc::clone(&script),
                    Arc::clone(&consuming),
                ));
            }
        });
        Self {
            port,
            accepted,
            consumers,
            serving,
        }
    }

    pub(crate) fn amqp(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.port)
    }

    /// How many connections it was asked for: one more than it was cut.
    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }
}

impl Broker {
    /// How often a queue was asked for.
    pub(crate) fn consumers(&self) -> u64 {
        self.consumers.load(Ordering::SeqCst)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// None when the client has gone.
async fn serve(
    mut stream: TcpStream,
    frame_max: u32,
    count: u64,
    script: Arc<Script>,
    consumers: Arc<AtomicU64>,
) -> Option<()> {
    let mut greeting = [0; 8];
    stream.read_exact(&mut greeting).await.ok()?;
    let start = [vec![0, 9], long([]), long("PLAIN"), long("en_US")].concat();
    stream
        .write_all(&Frame::method(0, 10, 10, &start).bytes())
        .await
        .ok()?;
    Frame::read(&mut stream).await?;
    let tune = [
        &2047u16.to_be_bytes()[..],
        &frame_max.to_be_bytes(),
        &[0, 0],
    ]
    .concat();
    stream
        .write_all(&Frame::method(0, 10, 30, &tune).bytes())
        .await
        .ok()?;
    let (mut read, mut write) = stream.into_split();
    let mut prefetch = u64::MAX;
    loop {
        let frame = Frame::read(&mut read).await?;
        let answer = match frame.name() {
            (10, 40) => Frame::method(0, 10, 41, &short("")),
            (10, 50) => Frame::method(0, 10, 51, &[]),
            (20, 10) => Frame::method(frame.channel, 20, 11, &long([])),
            (20, 40) => Frame::method(frame.channel, 20, 41, &[]),
            (60, 10) => {
                prefetch = u16::from_be_bytes(frame.payload[8..10].try_into().unwrap()).into();
                Frame::method(frame.channel, 60, 11, &[])
            }
            (60, 30) => Frame::method(
                frame.channel,
                60,
                31,
                &frame.payload[4..frame.payload.len() - 1],
            ),
            (60, 20) => {
                consumers.fetch_add(1, Ordering::SeqCst);
                write
                    .write_all(&Frame::method(frame.channel, 60, 21, &short("tag")).bytes())
                    .await
                    .ok()?;
                let script = Arc::clone(&script);
                let channel = frame.channel;
                // while it gives, it goes on listening
                let (acked, mut settled) = watch::channel(0);
                let given = async {
                    for n in 0..count {
                        settled.wait_for(|acked| n - acked < prefetch).await.ok()?;
                        write
                            .write_all(&delivery(channel, n, &script(n)))
                            .await
                            .ok()?;
                    }
                    Some(())
                };
                let heard = async {
                    let acked = acked; // when nobody listens any more, nothing is given any more
                    while let Some(frame) = Frame::read(&mut read)
                        .await
                        .filter(|frame| frame.name() != (20, 40))
                    {
                        if frame.name() == (60, 80) {
                            acked.send_replace(u64::from_be_bytes(
                                frame.payload[4..12].try_into().unwrap(),
                            ));
                        }
                    }
                };
                tokio::join!(given, heard);
                Frame::method(channel, 20, 41, &[])
            }
            _ => continue,
        };
        write.write_all(&answer.bytes()).await.ok()?;
    }
}

fn delivery(channel: u16, n: u64, delivery: &Delivery) -> Vec<u8> {
    let arguments = [
        short("tag"),
        (n + 1).to_be_bytes().to_vec(),
        vec![0],
        short("in.school"),
        short(&delivery.routing_key),
    ]
    .concat();
    let body = n.to_be_bytes();
    let header = match delivery.cuts {
        true => Frame::method(channel, 60, 999, &[]),
        false => Frame::header(channel, body.len(), &delivery.properties),
    };
    let frames = [
        Frame::method(channel, 60, 60, &arguments),
        header,
        Frame::body(channel, &body),
    ];
    frames.iter().flat_map(Frame::bytes).collect()
}
