//! AMQP by hand, for what no client library would send: frames, a publisher to a real broker, and a broker in the middle.

mod broker;
mod dice;
mod publisher;

pub(crate) use broker::{Broker, Delivery};
pub(crate) use dice::Dice;
pub(crate) use publisher::Publisher;

use tokio::io::{AsyncRead, AsyncReadExt};

pub(crate) const METHOD: u8 = 1;
pub(crate) const HEADER: u8 = 2;
pub(crate) const BODY: u8 = 3;
const END: u8 = 0xCE;

/// A frame on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) channel: u16,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// A method with its arguments.
    pub(crate) fn method(channel: u16, class: u16, method: u16, arguments: &[u8]) -> Self {
        let payload = [&class.to_be_bytes()[..], &method.to_be_bytes(), arguments].concat();
        Self {
            kind: METHOD,
            channel,
            payload,
        }
    }

    /// A content header: `properties` are the flags and what they announce.
    pub(crate) fn header(channel: u16, body: usize, properties: &[u8]) -> Self {
        let payload = [
            &60u16.to_be_bytes()[..],
            &[0, 0],
            &(body as u64).to_be_bytes(),
            properties,
        ]
        .concat();
        Self {
            kind: HEADER,
            channel,
            payload,
        }
    }

    pub(crate) fn body(channel: u16, body: &[u8]) -> Self {
        Self {
            kind: BODY,
            channel,
            payload: body.to_vec(),
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let length = u32::try_from(self.payload.len()).unwrap();
        [
            &[self.kind][..],
            &self.channel.to_be_bytes(),
            &length.to_be_bytes(),
            &self.payload,
            &[END],
        ]
        .concat()
    }

    /// Class and method.
    pub(crate) fn name(&self) -> (u16, u16) {
        let at = |n: usize| u16::from_be_bytes([self.payload[n], self.payload[n + 1]]);
        if self.kind == METHOD {
            (at(0), at(2))
        } else {
            (0, 0)
        }
    }

    /// The next one of a stream; none at its end.
    pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Self> {
        let kind = stream.read_u8().await.ok()?;
        let (channel, length) = (stream.read_u16().await.ok()?, stream.read_u32().await.ok()?);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).await.ok()?;
        (stream.read_u8().await.ok()? == END).then_some(Self {
            kind,
            channel,
            payload,
        })
    }
}

pub(crate) fn short(text: impl AsRef<[u8]>) -> Vec<u8> {
    let text = text.as_ref();
    [&[u8::try_from(text.len()).unwrap()][..], text].concat()
}

pub(crate) fn long(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    [
        &u32::try_from(bytes.len()).unwrap().to_be_bytes()[..],
        bytes,
    ]
    .concat()
}

/// The properties of a message, by the number that AMQP gives them: 0 is the content type, 2 the headers, 13 the cluster id.
pub(crate) fn properties(some: &[(usize, Vec<u8>)]) -> Vec<u8> {
    let flags: u16 = some.iter().map(|(n, _)| 1 << (15 - n)).sum();
    let mut bytes = flags.to_be_bytes().to_vec();
    some.iter().for_each(|(_, value)| bytes.extend(value));
    bytes
}

/// A table whose one entry is a table whose one entry is … so many times.
pub(crate) fn nested(depth: usize) -> Vec<u8> {
    let mut table = long([]);
    for _ in 0..depth {
        table = long([short("a"), vec![b'F'], table].concat());
    }
    table
}
