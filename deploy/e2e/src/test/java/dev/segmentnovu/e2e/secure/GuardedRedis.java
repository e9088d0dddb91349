package dev.segmentnovu.e2e.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.LocalRedis;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.testing.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Redis servers with TLS, passwords and the users of docs/operations/hardening.md. The relay has
 * the TLS ports; the test looks at the servers on their plain ports, as the default user.
 */
final class GuardedRedis implements AutoCloseable {
  static final String PASSWORD = "relay-p%40ss";
  static final String SENTINEL_PASSWORD = "sentinel-pass";
  private static final String PLAIN_PASSWORD = "relay-p@ss";
  private static final String ADMIN = "admin-pass";
  private static final String USER = "relay";
  private static final String REDISSONS_QUESTION = "test1";
  private static final String SENTINEL_USER = "relay-sentinel";

  /** A server and the port on which it speaks TLS. */
  record Server(LocalRedis redis, int tlsPort) {}

  final Authority authority;
  private final Path directory;
  private final List<Server> servers = new ArrayList<>();
  private final List<Server> sentinels = new ArrayList<>();
  private String hosts = "";

  private GuardedRedis(Path directory) throws Exception {
    this.directory = directory;
    authority = new Authority(directory.resolve("tls"));
  }

  /** One server. */
  static GuardedRedis single(Path directory) throws Exception {
    var redis = new GuardedRedis(directory);
    redis.hosts = "rediss://%s@127.0.0.1:" + redis.addServer().tlsPort;
    return redis;
  }

  /** A primary, its replica, and one Sentinel with a user of its own. */
  static GuardedRedis withSentinel(Path directory) throws Exception {
    var redis = new GuardedRedis(directory);
    int primary = redis.addServer().tlsPort;
    redis.addServer("--replicaof", "127.0.0.1 " + primary);
    redis.servers.get(1).redis.awaitSaying("INFO replication", "master_link_status:up");
    Server sentinel = redis.addSentinel(primary);
    redis.hosts = "rediss+sentinel://%s@127.0.0.1:" + sentinel.tlsPort + "/mymaster";
    return redis;
  }

  /** Three primaries that share the slots. */
  static GuardedRedis cluster(Path directory) throws Exception {
    var redis = new GuardedRedis(directory);
    int nodes = 3;
    for (int i = 0; i < nodes; i++) {
      redis.addServer("--cluster-enabled", "yes", "--tls-cluster", "yes");
    }
    LocalRedis first = redis.servers.get(0).redis;
    for (int i = 0; i < nodes; i++) {
      Server node = redis.servers.get(i);
      int from = 16_384 * i / nodes;
      int to = 16_384 * (i + 1) / nodes - 1;
      node.redis.ask("CLUSTER", "ADDSLOTSRANGE", Integer.toString(from), Integer.toString(to));
      first.ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.tlsPort));
    }
    for (Server node : redis.servers) {
      node.redis.awaitSaying("CLUSTER INFO", "cluster_state:ok");
      node.redis.awaitSaying("CLUSTER INFO", "cluster_known_nodes:" + nodes);
    }
    redis.hosts =
        redis.servers.stream()
            .map(node -> "127.0.0.1:" + node.tlsPort)
            .collect(Collectors.joining(",", "rediss+cluster://%s@", ""));
    return redis;
  }

  private Server addServer(String... more) throws IOException {
    int tlsPort = FreePort.next();
    List<String> options = new ArrayList<>();
    for (String line : authority.tls(tlsPort)) {
      String[] words = line.split(" ", 2);
      options.addAll(List.of("--" + words[0], words[1]));
    }
    options.addAll(List.of(more));
    var redis = LocalRedis.guarded(directory, ADMIN, options.toArray(String[]::new));
    var server = new Server(redis, tlsPort);
    servers.add(server);
    redis.awaitSaying("PING", "PONG");
    AclPage.create(USER, PLAIN_PASSWORD, redis);
    return server;
  }

  private Server addSentinel(int primary) throws IOException {
    int tlsPort = FreePort.next();
    List<String> lines = new ArrayList<>(authority.tls(tlsPort));
    lines.add("sentinel monitor mymaster 127.0.0.1 " + primary + " 1");
    lines.add("sentinel auth-pass mymaster " + ADMIN);
    var redis = LocalRedis.guardedSentinel(directory, ADMIN, lines);
    var sentinel = new Server(redis, tlsPort);
    sentinels.add(sentinel);
    redis.awaitSaying("INFO sentinel", "status=ok,address=127.0.0.1:" + primary + ",slaves=1");
    AclPage.create(SENTINEL_USER, SENTINEL_PASSWORD, redis);
    return sentinel;
  }

  /** The settings of a process that may use it. */
  Map<String, String> settings() {
    return settings(USER + ":" + PASSWORD);
  }

  /** The settings of a process with another login, as in {@code REDIS_URL}. */
  Map<String, String> settings(String login) {
    Map<String, String> settings = new HashMap<>();
    settings.put("REDIS_URL", String.format(hosts, login));
    settings.put("JAVA_TOOL_OPTIONS", authority.trust());
    settings.put("NOVU_API_KEY", "key");
    settings.put("SEGMENT_SHARED_SECRET", SplitRelay.SECRET);
    if (!sentinels.isEmpty()) {
      settings.put("REDIS_SENTINEL_USER", SENTINEL_USER);
      settings.put("REDIS_SENTINEL_PASSWORD", SENTINEL_PASSWORD);
    }
    return settings;
  }

  /** The first server. */
  LocalRedis redis() {
    return servers.get(0).redis;
  }

  /** Takes rights of the relay's user at all servers. */
  void take(String rule) throws IOException {
    for (Server server : servers) {
      assertThat(server.redis.ask("ACL", "SETUSER", USER, rule)).containsExactly("OK");
    }
  }

  /** Takes rights of the relay's user at the Sentinel. */
  void takeAtSentinel(String rule) throws IOException {
    LocalRedis sentinel = sentinels.get(0).redis;
    assertThat(sentinel.ask("ACL", "SETUSER", SENTINEL_USER, rule)).containsExactly("OK");
  }

  /** Lets the Sentinel promote the replica; returns when it did. */
  void failOver() throws IOException {
    assertThat(sentinels.get(0).redis.ask("SENTINEL", "FAILOVER", "mymaster"))
        .containsExactly("OK");
    servers.get(1).redis.awaitSaying("INFO replication", "role:master");
    servers.get(0).redis.awaitSaying("INFO replication", "role:slave");
  }

  /**
   * What the servers refused to their users, except a read by which Redisson finds out at each
   * connection whether one server belongs to a Cluster; a refusal means the same to it as a no.
   */
  Set<String> refused() throws IOException {
    Set<String> refused = new TreeSet<>();
    for (List<Server> kind : List.of(servers, sentinels)) {
      for (Server server : kind) {
        List<String> log = server.redis.ask("ACL", "LOG", "1000");
        for (int i = 0; i + 1 < log.size(); i++) {
          if (log.get(i).equals("object") && !log.get(i + 1).equals(REDISSONS_QUESTION)) {
            refused.add(log.get(i + 1));
          }
        }
      }
    }
    return refused;
  }

  @Override
  public void close() {
    sentinels.forEach(server -> server.redis.close());
    servers.forEach(server -> server.redis.close());
  }
}
