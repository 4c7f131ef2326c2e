//! Parts of the app that come when they are needed.
//!
//! `cargo xtask build` cuts the app's wasm (`xtask/src/parts.rs`): what can be
//! reached through the functions of one part only, code and data, lies in a
//! file of its own. In every other build all of it is in one file, and a part
//! is there at once. What is made here does not know the difference.
//!
//! A part that did not come is no state of its own: who asks again tries again.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use leptos::prelude::AnyView;

/// A part did not come: there is no way to the server, or the server no longer
/// has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

#[cfg(parts)]
impl From<leptos::wasm_split::SplitLoaderError> for Missing {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// A part on its way.
pub type Coming = Pin<Box<dyn Future<Output = Result<(), Missing>>>>;

/// What is known without waiting.
pub fn at_once<T>(coming: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Poll<T> {
    coming.poll(&mut Context::from_waker(Waker::noop()))
}

/// Something to be seen that is in a part. Made by [`part_view!`](crate::part_view).
#[derive(Clone, Copy)]
pub struct PartView {
    /// Brings the part, at once when it is there, and asks for the styles of all parts.
    pub bring: fn() -> Coming,
    /// The view; an error until the part is there.
    pub view: fn() -> Result<AnyView, Missing>,
}

/// Calls what is in a part that is there.
#[cfg(parts)]
pub fn now<T>(call: impl Future<Output = Result<T, Missing>>) -> Result<T, Missing> {
    // It waits for nothing but its part.
    match at_once(std::pin::pin!(call)) {
        Poll::Ready(made) => made,
        Poll::Pending => Err(Missing),
    }
}

/// Makes a [`PartView`]: `part_view!(pub SHARING = sharing in travel: view! { <Sharing/> });`
/// The function's name, here `sharing`, is nobody else's.
#[macro_export]
macro_rules! part_view {
    ($(#[$about:meta])* $vis:vis $NAME:ident = $name:ident in $part:ident: $view:expr) => {
        $(#[$about])*
        $vis const $NAME: $crate::parts::PartView = {
            use $crate::parts::Missing;

            #[cfg_attr(parts, ::leptos::wasm_split::wasm_split(
                $part, wasm_split_path = ::leptos::wasm_split, preload(bring), fallible
            ))]
            fn $name() -> Result<::leptos::prelude::AnyView, Missing> {
                Ok(::leptos::prelude::IntoAny::into_any($view))
            }

            $crate::parts::PartView {
                bring: || {
                    $crate::browser::page::bring_styles();
                    #[cfg(parts)]
                    return Box::pin(async { Ok(bring().await?) });
                    #[cfg(not(parts))]
                    Box::pin(std::future::ready(Ok(())))
                },
                view: || {
                    #[cfg(parts)]
                    return $crate::parts::now($name());
                    #[cfg(not(parts))]
                    $name()
                },
            }
        };
    };
}

/// Makes a verb whose doing is in a part: an async function that brings the
/// part first. It does nothing but say so when the part does not come.
#[macro_export]
macro_rules! part_verb {
    (
        $(#[$about:meta])*
        $vis:vis async fn $name:ident in $part:ident($($arg:ident: $of:ty),* $(,)?) $(-> $gives:ty)? $body:block
    ) => {
        $(#[$about])*
        $vis async fn $name($($arg: $of),*) -> Result<$crate::part_verb!(@gives $($gives)?), $crate::parts::Missing> {
            #[cfg_attr(parts, ::leptos::wasm_split::wasm_split(
                $part, wasm_split_path = ::leptos::wasm_split, fallible
            ))]
            fn $name($($arg: $of),*) -> Result<$crate::part_verb!(@gives $($gives)?), $crate::parts::Missing> {
                Ok($body)
            }
            #[cfg(parts)]
            return $name($($arg),*).await;
            #[cfg(not(parts))]
            $name($($arg),*)
        }
    };
    (@gives $gives:ty) => { $gives };
    (@gives) => { () };
}
