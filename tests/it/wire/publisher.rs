//! A publisher that writes its own frames to a real broker, and waits until each message is in its queue.

use super::{Frame, long, short};
use lapin::uri::AMQPUri;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

pub(crate) struct Publisher {
    stream: TcpStream,
    user: String,
}

impl Publisher {
    pub(crate) async fn connect(url: &str) -> Self {
        let uri: AMQPUri = url.parse().unwrap();
        let stream = TcpStream::connect((uri.authority.host.as_str(), uri.authority.port))
            .await
            .unwrap();
        let user = uri.authority.userinfo.username;
        let mut own = Self { stream, user };
        own.stream.write_all(b"AMQP\x00\x00\x09\x01").await.unwrap();
        own.expect((10, 10)).await;
        let login = [
            b"\0".as_slice(),
            own.user.as_bytes(),
            b"\0",
            uri.authority.userinfo.password.as_bytes(),
        ]
        .concat();
        own.send(Frame::method(
            0,
            10,
            11,
            &[long([]), short("PLAIN"), long(login), short("en_US")].concat(),
        ))
        .await;
        let tune = own.expect((10, 30)).await;
        own.send(Frame::method(
            0,
            10,
            31,
            &[&tune.payload[4..10], &[0, 0]].concat(),
        ))
        .await;
        own.send(Frame::method(
            0,
            10,
            40,
            &[short(&uri.vhost), short(""), vec![0]].concat(),
        ))
        .await;
        own.expect((10, 41)).await;
        own.send(Frame::method(1, 20, 10, &short(""))).await;
        own.expect((20, 11)).await;
        own.send(Frame::method(1, 85, 10, &[0])).await;
        own.expect((85, 11)).await;
        own
    }

    /// The user that it logged in with.
    pub(crate) fn user(&self) -> &str {
        &self.user
    }

    /// Publishes, and returns once the broker has it.
    pub(crate) async fn publish(
        &mut self,
        exchange: &str,
        routing_key: &[u8],
        properties: &[u8],
        body: &[u8],
    ) {
        self.send(Frame::method(
            1,
            60,
            40,
            &[vec![0, 0], short(exchange), short(routing_key), vec![1]].concat(),
        ))
        .await;
        self.send(Frame::header(1, body.len(), properties)).await;
        self.send(Frame::body(1, body)).await;
        self.expect((60, 80)).await;
    }

    async fn send(&mut self, frame: Frame) {
        self.stream.write_all(&frame.bytes()).await.unwrap();
    }

    async fn expect(&mut self, name: (u16, u16)) -> Frame {
        let frame = Frame::read(&mut self.stream)
            .await
            .expect("a broker that goes on");
        assert_eq!(
            frame.name(),
            name,
            "{:?}",
            String::from_utf8_lossy(&frame.payload)
        );
        frame
    }
}
