package dev.segmentnovu.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address of Redis. It may have several hosts, which {@link java.net.URI} does not allow.
 *
 * @param kind what the servers are to each other
 * @param tls whether connections are encrypted
 * @param nodes at least one: the server, the Sentinels, or some nodes of the Cluster
 * @param user null for Redis's default user
 * @param password null for none; also sent to Sentinels that ask for one, unless they have their
 *     own
 * @param master the name by which Sentinels know the primary; null unless {@code kind} is Sentinel
 * @param database 0 with Cluster
 * @param sentinelLogin what Sentinels that ask for a password get; null for {@code password}
 *     without a user
 */
public record RedisAddress(
    Kind kind,
    boolean tls,
    List<Node> nodes,
    @Nullable String user,
    @Nullable Secret password,
    @Nullable String master,
    int database,
    @Nullable Login sentinelLogin) {

  /**
   * A user and its password.
   *
   * @param user null for Redis's default user
   */
  public record Login(@Nullable String user, Secret password) {}

  /** What the servers are to each other. */
  public enum Kind {
    /** One server. */
    SINGLE,
    /** A primary with replicas, one of which Sentinels promote when it fails. */
    SENTINEL,
    /** Several primaries that share the slots. */
    CLUSTER
  }

  /**
   * One server.
   *
   * @param host a name or an address; an IPv6 address without its brackets
   * @param port from 1 to 65535
   */
  public record Node(String host, int port) {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  private static final Pattern URL =
      Pattern.compile(
          "(redis|rediss)(\\+sentinel|\\+cluster)?://(?:(.*)@)?([^@/?#]*)(?:/([^?#]*))?");
  private static final Pattern NODE =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::(\\d{1,5}))?");
  private static final Pattern SENTINEL_PATH = Pattern.compile("([A-Za-z0-9._-]+)(?:/(\\d{1,4}))?");
  private static final Pattern DATABASE = Pattern.compile("\\d{0,4}");

  /**
   * Reads one of
   *
   * <pre>
   * redis://[[user]:password@]host[:port][/database]
   * redis+sentinel://[[user]:password@]host[:port],…/master[/database]
   * redis+cluster://[[user]:password@]host[:port],…
   * </pre>
   *
   * or the same with {@code rediss} for TLS. Ports are 6379, and 26379 for Sentinels, where they
   * are left out; what is special in a password is percent-encoded.
   *
   * @throws IllegalArgumentException with what would be right; never repeats a password
   */
  public static RedisAddress parse(String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      throw new IllegalArgumentException(
          "must begin with redis://, redis+sentinel:// or redis+cluster://, or with rediss for TLS,"
              + " and read for example redis://[[user]:password@]host[:port][/database]");
    }
    Kind kind =
        url.group(2) == null
            ? Kind.SINGLE
            : Kind.valueOf(url.group(2).substring(1).toUpperCase(Locale.ROOT));
    List<Node> nodes = nodes(url.group(4), kind);
    String path = url.group(5) == null ? "" : url.group(5);
    String master = null;
    String database = path;
    if (kind == Kind.SENTINEL) {
      Matcher parts = SENTINEL_PATH.matcher(path);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "must name the primary as Sentinel knows it, and may name a database:"
                + " redis+sentinel://host:26379,host:26379/mymaster[/database]");
      }
      master = parts.group(1);
      database = parts.group(2) == null ? "" : parts.group(2);
    }
    if (kind == Kind.CLUSTER && !path.isEmpty()) {
      throw new IllegalArgumentException(
          "must not name a database: Redis Cluster has one; write redis+cluster://host:port,host:port");
    }
    if (!DATABASE.matcher(database).matches()) {
      throw new IllegalArgumentException(
          "must end with the number of a database, or without: redis://host[:port][/database]");
    }
    String[] user = url.group(3) == null ? new String[0] : url.group(3).split(":", 2);
    return new RedisAddress(
        kind,
        url.group(1).equals("rediss"),
        nodes,
        user.length < 2 || user[0].isEmpty() ? null : decoded(user[0]),
        user.length == 0 ? null : new Secret(decoded(user[user.length - 1])),
        master,
        database.isEmpty() ? 0 : Integer.parseInt(database),
        null);
  }

  /** The same address with a login for the Sentinels. */
  public RedisAddress withSentinelLogin(Login login) {
    return new RedisAddress(kind, tls, nodes, user, password, master, database, login);
  }

  /** What a Sentinel that asks for a password gets; null if the relay has nothing to give. */
  public @Nullable Login loginAtSentinels() {
    if (sentinelLogin != null) {
      return sentinelLogin;
    }
    return password == null ? null : new Login(null, password);
  }

  private static List<Node> nodes(String text, Kind kind) {
    List<Node> nodes = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher node = NODE.matcher(part.strip());
      int port = kind == Kind.SENTINEL ? 26379 : 6379;
      if (node.matches() && node.group(3) != null) {
        port = Integer.parseInt(node.group(3));
      }
      if (!node.matches() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException(
            "must name each server as host or host:port, not as '"
                // a password without its host stands in the place of the port, which is shorter
                + part.strip().replaceFirst(":.{6,}", ":…")
                + "'");
      }
      nodes.add(new Node(node.group(1) == null ? node.group(2) : node.group(1), port));
    }
    if (kind == Kind.SINGLE && nodes.size() > 1) {
      throw new IllegalArgumentException(
          "names several servers: say with redis+sentinel:// or redis+cluster:// how they belong"
              + " together");
    }
    return List.copyOf(nodes);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "has a user or password in which a % is not followed by two hex digits; write %25 for %",
          e);
    }
  }

  /** The servers, for messages: {@code host:port,host:port}. */
  public String servers() {
    return nodes.stream().map(Node::toString).collect(Collectors.joining(","));
  }
}
