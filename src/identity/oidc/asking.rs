//! The library asks providers by our own client.

use std::pin::Pin;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use crate::outward::{Outward, OutwardError};

/// Asks providers.
#[derive(Debug, Clone)]
pub(super) struct Asking(pub(super) Outward);

impl<'c> AsyncHttpClient<'c> for Asking {
    type Error = OutwardError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, OutwardError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.send(request))
    }
}
