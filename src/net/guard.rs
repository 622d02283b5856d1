//! Where a feed may not lead: addresses of this machine and its network, unless the user named their host.
//!
//! A literal address is checked before a request, a name when it is resolved for the connection, so that a name which
//! resolves differently the second time is checked each time. Behind a proxy the proxy resolves names; only literal
//! addresses are checked then.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::lookup::Lookup;

/// A host that a feed or a redirect named and that lies in the user's own network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{host} is at {address}, inside your own network, and only you may send dateline there; subscribe to it by name"
)]
pub struct Forbidden {
    pub host: String,
    pub address: IpAddr,
}

/// Knows the hosts that the user named, and resolves names for the client.
#[derive(Clone)]
pub struct Guard {
    trusted: Arc<RwLock<HashSet<String>>>,
    lookup: Lookup,
    /// The longest that a look-up may take.
    within: Duration,
}

impl Guard {
    pub fn new(lookup: Lookup, within: Duration) -> Guard {
        Guard { trusted: Arc::default(), lookup, within }
    }

    /// Lets requests go to this host wherever it lies.
    pub fn trust(&self, host: &str) {
        if !self.trusts(host) {
            self.trusted.write().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned());
        }
    }

    fn trusts(&self, host: &str) -> bool {
        self.trusted.read().unwrap_or_else(PoisonError::into_inner).contains(host)
    }

    /// Checks an address given in figures; names are checked when they are resolved. (`Url` has already read decimal,
    /// octal, hexadecimal and short forms.)
    pub fn check(&self, url: &Url) -> Result<(), Forbidden> {
        match url.host() {
            Some(Host::Ipv4(ip)) => self.check_address(url.host_str().unwrap_or_default(), ip.into()),
            Some(Host::Ipv6(ip)) => self.check_address(url.host_str().unwrap_or_default(), ip.into()),
            _ => Ok(()),
        }
    }

    fn check_address(&self, host: &str, address: IpAddr) -> Result<(), Forbidden> {
        if is_public(address) || self.trusts(host) {
            return Ok(());
        }
        Err(Forbidden { host: host.to_owned(), address })
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let host = name.as_str();
            let addresses: Vec<SocketAddr> = guard.lookup.find(host, guard.within).await?;
            // One forbidden address forbids the name: the connection tries them all.
            for address in &addresses {
                guard.check_address(host, address.ip())?;
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Whether an address lies in the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = (a, b, c) == (192, 0, 0);
    let benchmark = a == 198 && (18..20).contains(&b);
    !(a == 0
        || a >= 224
        || ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || shared
        || protocol
        || benchmark)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match (a, b) {
        // ::, ::1, v4-compatible and v4-mapped addresses.
        (0, 0) if (c, d, e) == (0, 0, 0) && (f == 0 || f == 0xffff) => v4(g, h),
        // NAT64, and the range for a network's own NAT64.
        (0x64, 0xff9b) if c == 0 => v4(g, h),
        (0x64, 0xff9b) => false,
        // 6to4 and Teredo carry a v4 address.
        (0x2002, _) => v4(b, c),
        (0x2001, 0) => v4(!g, !h),
        (0x2001, 0xdb8) => false,
        // Global unicast is 2000::/3; all else is unique local, link local, site local, multicast or reserved.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard::new(Lookup::system(), Duration::from_secs(5))
    }

    #[test]
    fn private_addresses_are_told_from_public_ones() {
        for text in [
            "127.0.0.1",
            "127.255.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "2001:0:1:2:3:4:80ff:fffe",
            "2001:db8::1",
        ] {
            assert!(!is_public(text.parse().expect(text)), "{text}");
        }
        for text in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "198.20.0.1",
            "193.0.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
        ] {
            assert!(is_public(text.parse().expect(text)), "{text}");
        }
    }

    #[test]
    fn odd_spellings_of_an_address_are_seen_through() {
        let guard = guard();
        for host in
            ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0", "[::ffff:7f00:1]", "%31%32%37.0.0.1", "１２７.0.0.1"]
        {
            let url = Url::parse(&format!("http://{host}/")).expect(host);
            assert!(guard.check(&url).is_err(), "{host}");
        }
    }

    #[test]
    fn a_host_that_the_user_named_may_lie_anywhere() {
        let guard = guard();
        let url = Url::parse("http://192.168.1.1/feed").expect("a URL");
        guard.trust("192.168.1.1");
        assert_eq!(guard.check(&url), Ok(()));
    }
}
