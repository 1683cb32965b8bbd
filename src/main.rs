//! The `schakel` command.

/// Many small texts come and go on several threads.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    schakel::cli::run()
}
