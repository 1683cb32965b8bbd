//! Log lines of the program -> standard error, by a thread of their own: a reader that is slow, or does not read at
//! all, holds nothing up.
//!
//! A line goes into a queue of bounded length. When the queue is full the line is lost, and counted; the count is
//! told once lines are taken again.

use crate::config::{LogFormat, LogSettings};
use crate::health::{Health, Weight};
use crate::libraries;
use crate::outcome::Code;
use anyhow::{Context, Result};
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};
use tracing::{Dispatch, warn};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

/// Most lines that may wait to be written: some megabytes.
const WAITING: usize = 8192;
/// How long an end waits for the last lines to be taken.
const LAST_LINES: Duration = Duration::from_secs(2);
/// Time between looks whether a reader that was busy takes lines again.
const GLANCE: Duration = Duration::from_millis(20);
/// Age at which lost lines are no trouble of now.
const RECENT: Duration = Duration::from_secs(300);
/// Time between looks whether lines were lost.
const LOOK: Duration = Duration::from_secs(5);

/// The log of this process, once it has begun.
static QUEUE: OnceLock<Queue> = OnceLock::new();
static COUNTS: Counts = Counts {
    queued: AtomicU64::new(0),
    ended: AtomicU64::new(0),
    lost: AtomicU64::new(0),
};

/// Counts of lines since the start.
#[derive(Debug, Default)]
struct Counts {
    queued: AtomicU64,
    /// Lines that were written, or lost at the last moment.
    ended: AtomicU64,
    lost: AtomicU64,
}

/// The way to the thread that writes. Never waits.
#[derive(Debug, Clone)]
struct Queue {
    lines: SyncSender<Vec<u8>>,
    counts: &'static Counts,
}

/// Number of lines that no reader got, since the start.
pub fn lost() -> u64 {
    COUNTS.lost.load(Ordering::Relaxed)
}

/// Starts logging to standard error.
pub fn start(settings: &LogSettings) -> Result<()> {
    // not by the lock of `Stderr`: a write that hangs would hold that lock, and with it every other writer
    let target = Arc::new(File::from(
        std::io::stderr()
            .as_fd()
            .try_clone_to_owned()
            .context("standard error is niet te gebruiken")?,
    ));
    let nobody = leads_nowhere(&target);
    let telling =
        Dispatch::new(Registry::default().with(lines(settings.format, Arc::clone(&target))));
    let (queue, waiting) = queue(&COUNTS);
    let tell = move |count: u64| {
        tracing::dispatcher::with_default(&telling, || warn!(count, "log lines were lost"))
    };
    thread::Builder::new()
        .name("log".into())
        .spawn(move || match nobody {
            true => write_out(&waiting, Nobody, &COUNTS, &tell),
            false => write_out(&waiting, &*target, &COUNTS, &tell),
        })
        .context("geen draad voor het log")?;
    let wanted = Targets::new()
        .with_default(settings.level.general)
        .with_targets(settings.level.targets.iter().cloned());
    // a library may log what it carries, whatever level is set: lines of the broker's side that may not be logged are left out
    let sayable = filter_fn(|line| libraries::may_log(line.target()));
    let to_queue = queue.clone();
    let layer = lines(settings.format, move || to_queue.clone())
        .with_filter(sayable)
        .with_filter(wanted);
    tracing_subscriber::registry()
        .with(layer)
        .try_init()
        .context("er is al een log")?;
    // the text of a panic may quote the value that caused it; its place says enough
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "a mistake in schakel: please report the place");
    }));
    let _ = QUEUE.set(queue); // begun once, or `try_init` had refused
    Ok(())
}

/// Writes a line for people, behind all lines that were logged. On return the line has been written, or nothing takes it.
pub fn say(line: &str) {
    match QUEUE.get() {
        Some(queue) => {
            queue.put(line.as_bytes());
            flush();
        }
        // there is no reader left to tell when standard error is gone too
        None => drop(std::io::stderr().lock().write_all(line.as_bytes())),
    }
}

/// Waits until the lines of until now have been taken, but not long: a reader that has stopped holds up no end.
pub fn flush() {
    COUNTS.flush(LAST_LINES);
}

/// Keeps the hub's health up to date about lost lines; never ends.
pub async fn watch(health: Health) {
    let mut seen = 0;
    let mut since = None;
    loop {
        let now = lost();
        if now > seen {
            since = Some(Instant::now());
            seen = now;
            let words = format!(
                "{now} regels van het log zijn sinds de start verloren: kijk wie standard error leest, en of hij het bijhoudt"
            );
            health.wrong(Code::LogLost, "", Weight::Degraded, words);
        }
        if since.is_some_and(|since: Instant| since.elapsed() > RECENT) {
            since = None;
            health.right(Code::LogLost, "");
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn queue(counts: &'static Counts) -> (Queue, Receiver<Vec<u8>>) {
    let (lines, waiting) = sync_channel(WAITING);
    (Queue { lines, counts }, waiting)
}

/// The layer that formats lines, for any writer.
fn lines<S, W>(format: LogFormat, to: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'span> tracing_subscriber::registry::LookupSpan<'span>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // the layer's own words about a line that could not be written go to standard error, and end the thread when
    // standard error is closed
    let layer = tracing_subscriber::fmt::layer()
        .with_target(false)
        .log_internal_errors(false)
        .with_writer(to);
    match format {
        LogFormat::Text => layer.with_ansi(false).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    }
}

impl Queue {
    fn put(&self, line: &[u8]) {
        self.counts.queued.fetch_add(1, Ordering::Relaxed);
        if self.lines.try_send(line.to_vec()).is_err() {
            self.counts.lose();
        }
    }
}

impl Write for Queue {
    /// One call is one line: that is how lines are made.
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.put(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Counts {
    fn lose(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    fn flush(&self, patience: Duration) {
        let (until, since) = (self.queued.load(Ordering::Relaxed), Instant::now());
        while self.ended.load(Ordering::Relaxed) < until && since.elapsed() < patience {
            thread::sleep(GLANCE);
        }
    }
}

/// Whether standard error was closed before the start: then `/dev/null` was opened in its place, and takes everything.
fn leads_nowhere(target: &File) -> bool {
    let device = |metadata: Metadata| {
        metadata
            .file_type()
            .is_char_device()
            .then(|| metadata.rdev())
    };
    let own = target.metadata().ok().and_then(device);
    own.is_some() && own == std::fs::metadata("/dev/null").ok().and_then(device)
}

/// A reader that takes no line.
struct Nobody;

impl Write for Nobody {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Writes lines until no sender is left. However slow `target` is, this thread alone waits.
fn write_out(
    waiting: &Receiver<Vec<u8>>,
    mut target: impl Write,
    counts: &Counts,
    tell: &dyn Fn(u64),
) {
    let mut told_lost = 0;
    for line in waiting {
        match patiently(&mut target, &line) {
            Ok(()) => {
                let lost = counts.lost.load(Ordering::Relaxed);
                if lost > told_lost {
                    tell(lost - told_lost);
                    told_lost = lost;
                }
                counts.ended.fetch_add(1, Ordering::Relaxed);
            }
            // closed, or on a disk that is full
            Err(_) => counts.lose(),
        }
    }
}

/// Writes a whole line, also to a reader that takes a part now and says that the rest has to wait.
fn patiently(target: &mut impl Write, mut line: &[u8]) -> std::io::Result<()> {
    while !line.is_empty() {
        match target.write(line) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => line = line.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(GLANCE),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    /// A reader that takes a line when allowed, and says that it is about to.
    struct Slow(std::sync::mpsc::Sender<()>, Receiver<std::io::Result<()>>);

    impl Write for Slow {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            self.0.send(()).unwrap();
            self.1.recv().unwrap().map(|()| line.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn counts() -> &'static Counts {
        Box::leak(Box::default())
    }

    #[test]
    fn nobody_waits_for_a_reader_that_stopped_and_what_is_lost_is_told_when_it_goes_on() {
        let counts = counts();
        let (queue, waiting) = queue(counts);
        let told = Mutex::new(Vec::new());
        thread::scope(|scope| {
            // in here, so that a test that fails lets the reader go too, and says so instead of waiting for the reader
            let ((busy, is_busy), (go, let_go)) = (channel(), channel());
            let (queue, waiting, told) = (queue, waiting, &told);
            scope.spawn(move || {
                write_out(&waiting, Slow(busy, let_go), counts, &|count| {
                    told.lock().unwrap().push(count)
                })
            });
            queue.put(b"first\n");
            is_busy.recv().unwrap(); // and takes nothing: what follows fits in the queue, and no more
            for _ in 0..WAITING + 3 {
                queue.put(b"line\n");
            }
            assert_eq!(counts.lost.load(Ordering::Relaxed), 3);
            let since = Instant::now();
            counts.flush(Duration::from_millis(50));
            assert!(since.elapsed() < LAST_LINES, "an end waited for it");
            for _ in 0..=WAITING {
                go.send(Ok(())).unwrap();
            }
            counts.flush(Duration::from_secs(60));
            assert_eq!(
                counts.ended.load(Ordering::Relaxed),
                counts.queued.load(Ordering::Relaxed)
            );
            drop(queue);
        });
        assert_eq!(*told.lock().unwrap(), [3]);
    }

    #[test]
    fn a_line_that_cannot_be_written_is_lost_and_the_next_is_tried() {
        let counts = counts();
        let (queue, waiting) = queue(counts);
        let (busy, _is_busy) = channel();
        let (go, let_go) = channel();
        let ends = [
            Err(ErrorKind::BrokenPipe),
            Err(ErrorKind::StorageFull),
            Err(ErrorKind::Interrupted),
            Ok(()),
            Ok(()),
        ];
        ends.into_iter()
            .for_each(|end| go.send(end.map_err(Into::into)).unwrap());
        ["a", "b", "c", "d"]
            .iter()
            .for_each(|line| queue.put(line.as_bytes()));
        drop(queue);
        let told = Mutex::new(Vec::new());
        write_out(&waiting, Slow(busy, let_go), counts, &|count| {
            told.lock().unwrap().push(count)
        });
        assert_eq!(
            (
                counts.lost.load(Ordering::Relaxed),
                counts.ended.load(Ordering::Relaxed)
            ),
            (2, 4)
        );
        assert_eq!(*told.lock().unwrap(), [2], "once");
    }
}
