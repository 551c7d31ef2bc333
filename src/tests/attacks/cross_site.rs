//! Another site's page asks in somebody's name.

use loadtest::{Identity, RawSocket};
use reqwest::{Method, StatusCode, header};
use signaling::protocol::{CloseCode, StaffRole};

use super::{
    super::{bad_input::closed, house::House},
    as_page, cookie, routes,
};

const KINDS: [&str; 4] = [
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
];

#[tokio::test]
async fn no_route_that_changes_something_answers_another_sites_page() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let own = house.api.base().to_owned();
    let origins = [
        None,
        Some("https://evil.example".to_owned()),
        Some("null".to_owned()),
        Some("http://127.0.0.1".to_owned()),
        Some(format!("{own}.evil.example")),
        Some(own.replacen("http://", "http://evil@", 1)),
        Some(own.replacen("http", "ftp", 1)),
    ];
    let changing = routes().into_iter().filter(super::Route::changes);
    let mut tried = 0;
    for route in changing {
        let path = route.at(&adam.id.to_string());
        for origin in &origins {
            for kind in KINDS {
                let request = house
                    .api
                    .request(route.method.clone(), &path, &Identity::Nobody)
                    .header(header::COOKIE, cookie(&adam))
                    .header(header::CONTENT_TYPE, kind)
                    .body("{}");
                let request = match origin {
                    Some(origin) => request.header(header::ORIGIN, origin),
                    None => request,
                };
                let answer = request.send().await.unwrap();
                let what = format!("{} {path} from {origin:?} as {kind}", route.method);
                assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{what}");
                assert!(answer.headers().get(header::SET_COOKIE).is_none(), "{what}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "the routes were not found");
    // Nothing was done: the session lives, and it is the only one.
    let me = house
        .api
        .request(Method::GET, "/api/v1/session", &as_page(&adam));
    assert_eq!(me.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_strangers_browser_is_not_signed_in_by_another_site() {
    let house = House::new().await;
    for route in routes().into_iter().filter(super::Route::changes) {
        let path = route.at(&uuid::Uuid::nil().to_string());
        let request = house
            .api
            .request(route.method.clone(), &path, &Identity::Nobody)
            .header(header::ORIGIN, "https://evil.example")
            .json(&serde_json::json!({}));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        assert!(answer.headers().get(header::SET_COOKIE).is_none(), "{path}");
    }
}

#[tokio::test]
async fn a_form_that_says_it_is_no_json_is_not_read_as_json() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let mut tried = 0;
    for route in routes().into_iter().filter(super::Route::takes_json) {
        let path = route.at(&adam.id.to_string());
        for kind in &KINDS[1..] {
            let request = house
                .api
                .request(route.method.clone(), &path, &as_page(&adam))
                .header(header::CONTENT_TYPE, *kind)
                .body(route.sample.to_string());
            let answer = request.send().await.unwrap();
            let status = answer.status();
            let told = answer.text().await.unwrap();
            assert!(status.is_client_error(), "{path} as {kind}: {status}");
            // What else is wrong with the request may be told first, but never what is wrong with the form.
            assert!(
                status != 400 || told.contains("content type") || told.contains("address"),
                "{path} as {kind}: {told}"
            );
            tried += usize::from(told.contains("content type"));
        }
    }
    assert!(tried > 60, "the routes were not found: {tried}");
}

#[tokio::test]
async fn no_answer_lets_another_sites_script_read_it() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    for route in routes() {
        let path = route.at(&adam.id.to_string());
        for method in [route.method.clone(), Method::OPTIONS] {
            let request = house
                .api
                .request(method, &path, &Identity::Nobody)
                .header(header::COOKIE, cookie(&adam))
                .header(header::ORIGIN, "https://evil.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization");
            let answer = request.send().await.unwrap();
            let shared = answer
                .headers()
                .keys()
                .any(|name| name.as_str().starts_with("access-control-"));
            assert!(!shared, "{path}: {:?}", answer.headers());
        }
    }
}

#[tokio::test]
async fn another_sites_page_opens_no_socket_in_somebodys_name() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let own = house.api.base().to_owned();
    for origin in [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("{own}.evil.example"),
        own.replacen("http://", "http://evil@", 1),
    ] {
        let mut socket = RawSocket::open_from_origin(&own, &as_page(&adam), &origin)
            .await
            .unwrap();
        socket.hello(1, None).await.ok();
        closed(&mut socket, CloseCode::WrongOrigin).await;
    }
}
