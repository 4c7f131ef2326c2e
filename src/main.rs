//! Lollipop, a prompt and token playground in the browser. The binary: the
//! panic screen, and the app.

fn main() {
    lollipop::start();
}
