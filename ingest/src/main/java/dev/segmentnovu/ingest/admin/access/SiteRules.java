package dev.segmentnovu.ingest.admin.access;

import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.ingest.admin.http.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a page of another site makes in an operator's browser. Such a page may call
 * the port, and {@code Origin} or {@code Sec-Fetch-Site} tell. Or it may point its own name at the
 * port (DNS rebinding): then the browser sees one site, but {@code Host} has the foreign name.
 * Pure.
 */
final class SiteRules {

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:\\[\\]]+))(?::\\d{1,5})?");

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private static final Problem FOREIGN_SITE =
      new Problem(
          403,
          "A page of another site made this request, and the port takes none from there: open the"
              + " port's own address, or add the host name of the page to admin.hosts"
              + " (RELAY_ADMIN_HOSTS) if it is this port behind a proxy.");

  private SiteRules() {}

  /**
   * What a request says about where it comes from.
   *
   * @param method in upper case
   * @param host the {@code Host} header, or null
   * @param origin the {@code Origin} header, or null
   * @param fetchSite the {@code Sec-Fetch-Site} header, or null
   * @param fetchMode the {@code Sec-Fetch-Mode} header, or null
   * @param fetchDest the {@code Sec-Fetch-Dest} header, or null
   */
  record Caller(
      String method,
      @Nullable String host,
      @Nullable String origin,
      @Nullable String fetchSite,
      @Nullable String fetchMode,
      @Nullable String fetchDest) {}

  /**
   * Why a request is refused; empty if it is not.
   *
   * @param boundHost the address that the port listens on
   * @param access the names that are allowed, and whether there is a token
   * @param isOps whether the path is one that orchestrators and Prometheus call by IP address
   */
  static Optional<Problem> refusal(
      Caller caller, String boundHost, AdminAccess access, boolean isOps) {
    String host = caller.host();
    String name = host == null ? "" : nameOf(host);
    if (host == null || !isAllowed(name, host.startsWith("["), boundHost, access, isOps)) {
      return Optional.of(foreignHost(name, access));
    }
    return isFromHere(caller, host, access) ? Optional.empty() : Optional.of(FOREIGN_SITE);
  }

  /** The name or address in a {@code Host} header, in lower case; empty if it is malformed. */
  private static String nameOf(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return "";
    }
    String name = parts.group(1) == null ? parts.group(2) : parts.group(1);
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * An IP address in {@code Host} cannot be rebound: the browser asked no DNS. Without a token the
   * port listens on loopback, so another address there comes from a proxy that nobody configured.
   */
  private static boolean isAllowed(
      String name, boolean isIpv6, String boundHost, AdminAccess access, boolean isOps) {
    boolean isAddress = isIpv6 || IPV4.matcher(name).matches();
    return Loopback.isHost(name)
        || (!name.isEmpty() && name.equalsIgnoreCase(boundHost))
        || access.hosts().contains(name)
        || (isAddress && !name.isEmpty() && (isOps || !access.isOpen()));
  }

  private static Problem foreignHost(String name, AdminAccess access) {
    return new Problem(
        403,
        "This port does not answer to the host name '"
            + (name.length() > 100 ? name.substring(0, 100) + "…" : name)
            + "', because a page of another site could point its name here: call the port by"
            + " localhost"
            + (access.isOpen() ? "" : " or an IP address")
            + ", or add the name to admin.hosts (RELAY_ADMIN_HOSTS).");
  }

  private static boolean isFromHere(Caller caller, String host, AdminAccess access) {
    String origin = caller.origin();
    if (origin != null
        && !origin.equalsIgnoreCase("http://" + host)
        && !origin.equalsIgnoreCase("https://" + host)
        && !access.hosts().contains(hostOf(origin))) {
      return false;
    }
    String site = caller.fetchSite();
    return site == null
        || site.equals("same-origin")
        || site.equals("none")
        || isOpenedLink(caller);
  }

  /** The host of an origin, in lower case; empty for {@code null} and for what is no origin. */
  private static String hostOf(String origin) {
    try {
      String host = new URI(origin).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return "";
    }
  }

  /**
   * A person followed a link, for example in an alert: the other site sees nothing of the answer.
   */
  private static boolean isOpenedLink(Caller caller) {
    return caller.method().equals("GET")
        && "navigate".equals(caller.fetchMode())
        && "document".equals(caller.fetchDest());
  }
}
