//! A small server for the finished page, with the headers it is meant to be served with. GET and HEAD only.
//! Depends on `finish` and `project`.

use crate::finish::{ONE_FILE, has_content_hash};
use crate::project::Project;
use crate::trouble::{Done, Trouble};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// What the page may do: load its own files, run its own WebAssembly, nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";
/// The form's frame, and the list of the origins that may have it in their pages.
const FRAME: &str = "/embed/frame.html";
const FRAME_LIST: &str = "/embed/frame.json";
/// What compiles WebAssembly under the policy, in browsers of today and in those before them.
const COMPILE: &str = "'wasm-unsafe-eval'";
const COMPILE_OF_OLD: &str = "'unsafe-eval'";
/// The first browsers that know the narrower word, by what they call themselves; it is ignored by those before.
const KNOW_COMPILE: [(&str, u32); 2] = [("chrome/", 97), ("version/", 16)];
/// The page in one file carries its own policy, for where nobody serves it; this one would forbid what it holds.
const ONE_FILE_POLICY: &str = "frame-ancestors 'self'";
/// The longest head of a request that is read.
const LONGEST_HEAD: u64 = 16 * 1024;
/// How long a quiet connection is kept.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where to listen, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// A name or number of this machine.
    pub(crate) host: String,
    /// 0 takes any free one.
    pub(crate) port: u16,
    /// Origins that may have the form's frame in their pages, in place of those that the frame's own list names.
    pub(crate) portals: Vec<String>,
}

/// Whether it is an origin of the web, as browsers write it. It goes into a header and into JSON.
pub(crate) fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-:[]".contains(letter);
    host.is_some_and(|host| !host.is_empty() && host.chars().all(fits))
}

/// Serves the page until stopped.
pub(crate) fn serve(project: &Project, address: &Address) -> Done {
    let root = project.dist();
    if !root.join("index.html").is_file() {
        return Err(Trouble::new(format!("{} holds no page", root.display()), "run `cargo xtask build`"));
    }
    let listener =
        TcpListener::bind((address.host.as_str(), address.port)).map_err(|error| not_bound(address, &error))?;
    let bound = listener
        .local_addr()
        .map_err(|error| Trouble::new(format!("the server has no address: {error}"), "run this again"))?;
    println!("listening on http://{bound}");
    for stream in listener.incoming() {
        let site = Site { root: root.clone(), portals: address.portals.clone() };
        match stream {
            // A visitor who goes away is no matter of the server's.
            Ok(stream) => drop(thread::Builder::new().spawn(move || talk(&stream, &site))),
            // Out of file handles for a moment.
            Err(_) => thread::sleep(Duration::from_millis(50)),
        }
    }
    Ok(())
}

fn not_bound(address: &Address, error: &io::Error) -> Trouble {
    let Address { host, port, .. } = address;
    match error.kind() {
        io::ErrorKind::AddrInUse => Trouble::new(
            format!("port {port} of {host} is taken"),
            format!("choose another: `cargo xtask serve --port {}`", port.checked_add(1).unwrap_or(8081)),
        ),
        io::ErrorKind::PermissionDenied => Trouble::new(
            format!("port {port} of {host} may not be opened"),
            "choose one above 1023: `cargo xtask serve --port 8081`",
        ),
        _ => Trouble::new(
            format!("cannot listen on {host}:{port}: {error}"),
            "choose an address of this machine: `cargo xtask serve --host 127.0.0.1`",
        ),
    }
}

/// What is served, and who may frame it.
#[derive(Debug)]
struct Site {
    root: PathBuf,
    portals: Vec<String>,
}

impl Site {
    /// The list of the origins that may have the frame; that of the site where none are named.
    fn frame_list(&self) -> Vec<u8> {
        if self.portals.is_empty() {
            let file = file_below(&self.root, FRAME_LIST);
            return file.and_then(|file| fs::read(file).ok()).unwrap_or_default();
        }
        let quoted: Vec<String> = self.portals.iter().map(|origin| format!("\"{origin}\"")).collect();
        format!("{{ \"origins\": [{}] }}\n", quoted.join(", ")).into_bytes()
    }

    /// The policy of the frame: that of the page, with the origins of the list around it.
    fn frame_policy(&self) -> String {
        let list = String::from_utf8_lossy(&self.frame_list()).into_owned();
        let origins = list.split('"').filter(|text| is_origin(text));
        origins.fold(POLICY.to_owned(), |policy, origin| format!("{policy} {origin}"))
    }
}

/// Answers one connection's requests one after another.
fn talk(stream: &TcpStream, site: &Site) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(head) = read_head(&mut reader)? {
        let request = Request::parse(&head);
        let mut answer =
            request.as_ref().map_or_else(|| Answer::plain("400 Bad Request"), |request| answer(request, site));
        if request.as_ref().is_some_and(|request| request.is_old) {
            answer.policy = answer.policy.replace(COMPILE, COMPILE_OF_OLD);
        }
        let keep = request.as_ref().is_some_and(Request::may_continue);
        let with_body = request.as_ref().is_none_or(|request| request.method != "HEAD");
        answer.write(&mut &*stream, keep, with_body)?;
        if !keep {
            break;
        }
    }
    Ok(())
}

/// The lines up to the empty one; none when the visitor has gone.
fn read_head(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    let mut limited = reader.by_ref().take(LONGEST_HEAD);
    while limited.read_until(b'\n', &mut head)? > 0 {
        if head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n") {
            return Ok(Some(String::from_utf8_lossy(&head).into_owned()));
        }
        if head == b"\r\n" {
            head.clear();
        }
    }
    // Cut off or too long: answered as unreadable when anything came at all.
    Ok((!head.is_empty()).then(String::new))
}

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    method: String,
    path: String,
    brotli: bool,
    keep: bool,
    has_body: bool,
    /// Whether the browser is too old for `COMPILE`.
    is_old: bool,
}

impl Request {
    fn parse(head: &str) -> Option<Self> {
        let mut lines = head.lines();
        let mut words = lines.next()?.split(' ');
        let (method, target, protocol) = (words.next()?, words.next()?, words.next()?);
        let mut request = Self {
            method: method.to_owned(),
            path: decoded(target.split(['?', '#']).next()?)?,
            brotli: false,
            keep: protocol == "HTTP/1.1",
            has_body: false,
            is_old: false,
        };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim().to_ascii_lowercase();
            match name.to_ascii_lowercase().as_str() {
                "accept-encoding" => request.brotli = accepts_brotli(&value),
                "connection" => {
                    request.keep = value != "close" && (request.keep || value == "keep-alive");
                }
                "content-length" => request.has_body = value != "0",
                "transfer-encoding" => request.has_body = true,
                "user-agent" => request.is_old = is_old(&value),
                _ => {}
            }
        }
        Some(request)
    }

    /// A body is not read, so nothing may follow it.
    fn may_continue(&self) -> bool {
        self.keep && !self.has_body
    }
}

/// Whether a browser is older than the first that knows `COMPILE`. Chromium calls itself Safari too, so it is looked for first.
fn is_old(agent: &str) -> bool {
    let version = |(name, first): &(&str, u32)| {
        let (_, behind) = agent.split_once(name)?;
        let number: u32 = behind.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()?;
        Some(number < *first)
    };
    KNOW_COMPILE.iter().find_map(version).unwrap_or(false)
}

fn accepts_brotli(value: &str) -> bool {
    value.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("br") && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// A path with its `%XX` resolved; none if they are wrong.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The file a path names below the root; none if it leads anywhere else. A folder is its page.
fn file_below(root: &Path, path: &str) -> Option<PathBuf> {
    let mut file = root.to_path_buf();
    for part in path.strip_prefix('/')?.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    file.is_file().then_some(file)
}

fn answer(request: &Request, site: &Site) -> Answer {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        let mut refusal = Answer::plain("405 Method Not Allowed");
        refusal.headers.push(("Allow", "GET, HEAD".to_owned()));
        return refusal;
    }
    let Some(file) = file_below(&site.root, &request.path) else {
        return Answer::plain("404 Not Found");
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let twin = file.with_file_name(format!("{name}.br"));
    let is_list = request.path == FRAME_LIST;
    let packed = request.brotli && twin.is_file() && !is_list;
    let read = if is_list { Ok(site.frame_list()) } else { fs::read(if packed { &twin } else { &file }) };
    let Ok(body) = read else {
        // Replaced by a new build this moment.
        return Answer::plain("503 Service Unavailable");
    };
    let mut headers = vec![
        ("Content-Type", media_type(&name).to_owned()),
        ("Cache-Control", keeping(&name).to_owned()),
        ("Vary", "Accept-Encoding, User-Agent".to_owned()),
        // For the element in a portal of another origin; there is nothing here that not everyone may read.
        ("Access-Control-Allow-Origin", "*".to_owned()),
    ];
    if packed {
        headers.push(("Content-Encoding", "br".to_owned()));
    }
    let policy = match request.path.as_str() {
        FRAME => site.frame_policy(),
        _ if name == ONE_FILE => ONE_FILE_POLICY.to_owned(),
        _ => POLICY.to_owned(),
    };
    Answer { status: "200 OK", headers, body, policy }
}

/// A file named by its content never changes; everything else is asked for again.
fn keeping(name: &str) -> &'static str {
    if has_content_hash(name) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// What is sent back.
struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    policy: String,
}

impl Answer {
    fn plain(status: &'static str) -> Self {
        Self {
            status,
            headers: vec![
                ("Content-Type", "text/plain; charset=utf-8".to_owned()),
                ("Cache-Control", "no-store".to_owned()),
            ],
            body: format!("{status}\n").into_bytes(),
            policy: POLICY.to_owned(),
        }
    }

    fn write(&self, stream: &mut impl Write, keep: bool, with_body: bool) -> io::Result<()> {
        let mut message = format!("HTTP/1.1 {}\r\n", self.status);
        let length = self.body.len().to_string();
        let fixed = [
            ("Content-Length", length.as_str()),
            ("Content-Security-Policy", self.policy.as_str()),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Connection", if keep { "keep-alive" } else { "close" }),
        ];
        let own = self.headers.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in own.chain(fixed) {
            message.push_str(&format!("{name}: {value}\r\n"));
        }
        message.push_str("\r\n");
        let mut bytes = message.into_bytes();
        if with_body {
            bytes.extend_from_slice(&self.body);
        }
        stream.write_all(&bytes)?;
        stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(head: &str) -> Request {
        Request::parse(head).unwrap()
    }

    #[test]
    fn a_request_is_read() {
        let asked = request("GET /a%20b.js?x=1 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, BR\r\n\r\n");
        assert_eq!(asked.path, "/a b.js");
        assert!(asked.brotli && asked.may_continue());
        assert!(!request("GET / HTTP/1.0\r\n\r\n").keep);
        assert!(!request("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").keep);
        assert!(!request("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n").may_continue());
        assert!(!request("GET / HTTP/1.1\r\nAccept-Encoding: br;q=0\r\n\r\n").brotli);
        assert_eq!(Request::parse("GET\r\n\r\n"), None);
        assert_eq!(Request::parse("GET /%zz HTTP/1.1\r\n\r\n"), None);
        assert_eq!(Request::parse(""), None);
    }

    #[test]
    fn old_browsers_are_told_by_their_name() {
        let chromium = |version: u32| {
            is_old(&format!(
                "mozilla/5.0 (linux; android 10) applewebkit/537.36 version/4.0 chrome/{version}.0.1 safari/537.36"
            ))
        };
        assert!(chromium(79) && chromium(96) && !chromium(97) && !chromium(156));
        assert!(is_old("mozilla/5.0 (iphone) applewebkit/605.1.15 version/15.6 mobile/15e148 safari/604.1"));
        assert!(!is_old("mozilla/5.0 (iphone) applewebkit/605.1.15 version/16.0 mobile/15e148 safari/604.1"));
        assert!(!is_old("mozilla/5.0 (x11; rv:140.0) gecko/20100101 firefox/140.0"));
        assert!(request("GET / HTTP/1.1\r\nUser-Agent: x Chrome/79.0 y\r\n\r\n").is_old);
    }

    #[test]
    fn no_path_leads_out_of_the_root() {
        let root = std::env::temp_dir().join(format!("bayou-serve-{}", std::process::id()));
        fs::create_dir_all(root.join("in/deep")).unwrap();
        fs::write(root.join("secret"), "").unwrap();
        fs::write(root.join("in/index.html"), "").unwrap();
        let inside = root.join("in");
        assert_eq!(file_below(&inside, "/"), Some(inside.join("index.html")));
        for path in ["/../secret", "/deep/../../secret", "/./index.html", "secret", "/..\\secret", "//../secret", "/no"]
        {
            assert_eq!(file_below(&inside, path), None, "{path}");
        }
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn only_reading_is_answered() {
        let asked = request("POST / HTTP/1.1\r\n\r\n");
        let site = Site { root: PathBuf::from("/"), portals: Vec::new() };
        assert_eq!(answer(&asked, &site).status, "405 Method Not Allowed");
    }

    #[test]
    fn the_frame_alone_may_be_in_the_pages_of_its_list() {
        let root = std::env::temp_dir().join(format!("bayou-frame-{}", std::process::id()));
        fs::create_dir_all(root.join("embed")).unwrap();
        fs::write(root.join("index.html"), "").unwrap();
        fs::write(root.join("embed/frame.html"), "").unwrap();
        fs::write(root.join("embed/frame.json"), "{ \"origins\": [\"https://a.gov.cn\", \"x; script-src *\"] }")
            .unwrap();
        fs::write(root.join("embed/frame.json.br"), "packed").unwrap();
        let mut site = Site { root: root.clone(), portals: Vec::new() };
        let asked = |path: &str, site: &Site| {
            answer(&request(&format!("GET {path} HTTP/1.1\r\nAccept-Encoding: br\r\n\r\n")), site)
        };
        assert!(asked(FRAME, &site).policy.ends_with("frame-ancestors 'self' https://a.gov.cn"));
        assert!(asked("/", &site).policy.ends_with("frame-ancestors 'self'"));
        assert!(asked("/", &site).headers.contains(&("Access-Control-Allow-Origin", "*".to_owned())));
        site.portals = vec!["http://127.0.0.1:3000".to_owned(), "http://localhost:3000".to_owned()];
        let list = asked(FRAME_LIST, &site);
        assert_eq!(list.body, b"{ \"origins\": [\"http://127.0.0.1:3000\", \"http://localhost:3000\"] }\n");
        assert!(asked(FRAME, &site).policy.ends_with("'self' http://127.0.0.1:3000 http://localhost:3000"));
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn an_origin_is_one_and_nothing_more() {
        assert!(is_origin("https://portal.example.gov.cn") && is_origin("http://[::1]:8080"));
        for text in
            ["https://", "portal.example", "https://a/b", "https://a b", "https://a;x", "https://A", "*", "null"]
        {
            assert!(!is_origin(text), "{text}");
        }
    }

    #[test]
    fn content_names_are_kept_and_pages_are_not() {
        assert!(keeping("app-c920ca43256fdcb9.css").contains("immutable"));
        assert_eq!(keeping("index.html"), "no-cache");
        assert_eq!(keeping("files.json"), "no-cache");
    }

    #[test]
    fn every_answer_carries_the_policy() {
        let mut sent = Vec::new();
        Answer::plain("404 Not Found").write(&mut sent, true, false).unwrap();
        let sent = String::from_utf8(sent).unwrap();
        assert!(sent.contains("Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; manifest-src 'self'; worker-src 'self';"), "{sent}");
        assert!(sent.contains("nosniff") && sent.contains("no-referrer"));
        assert!(sent.ends_with("\r\n\r\n"), "HEAD has no body");
    }

    #[test]
    fn a_head_ends_at_the_empty_line() {
        let mut input = io::Cursor::new(b"GET / HTTP/1.1\r\nA: b\r\n\r\nGET /2 HTTP/1.1\r\n\r\n".to_vec());
        assert!(read_head(&mut input).unwrap().unwrap().starts_with("GET / "));
        assert!(read_head(&mut input).unwrap().unwrap().starts_with("GET /2 "));
        assert_eq!(read_head(&mut input).unwrap(), None);
        let mut endless = io::repeat(b'a');
        let mut endless = BufReader::new(&mut endless);
        assert_eq!(read_head(&mut endless).unwrap(), Some(String::new()));
    }
}
