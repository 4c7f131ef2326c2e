//! Sharing: the dialog that shows what leaves, and how it leaves.

mod dialog;
mod embed;
mod leaving;
mod qr_code;
mod secret_stop;

pub use dialog::ShareDialog;
