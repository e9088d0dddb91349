package dev.segmentnovu.e2e.failover;

import static org.awaitility.Awaitility.await;

import dev.segmentnovu.e2e.fixture.LocalRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A Redis Cluster of three primaries, each with a replica, as processes on this machine. */
final class LocalCluster implements AutoCloseable {
  static final int PRIMARIES = 3;
  private static final int NODES = 2 * PRIMARIES;

  private final Path directory;
  private final List<LocalRedis> nodes = new ArrayList<>();

  /** Starts it. Returns when each slot is served and each primary has its replica. */
  LocalCluster(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    for (int i = 0; i < NODES; i++) {
      nodes.add(
          LocalRedis.server(
              directory, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
    }
    List<String> create = new ArrayList<>(List.of("--cluster", "create"));
    for (LocalRedis node : nodes) {
      node.awaitSaying("PING", "PONG");
      create.add("127.0.0.1:" + node.port);
    }
    create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
    LocalRedis.cli(directory.resolve("create.log"), create);
    for (LocalRedis node : nodes) {
      node.awaitSaying("CLUSTER INFO", "cluster_state:ok");
    }
    await("each primary has its replica")
        .atMost(LocalRedis.LIMIT)
        .until(
            () ->
                primaries().size() == PRIMARIES && primaries().stream().allMatch(this::hasReplica));
  }

  private boolean hasReplica(LocalRedis primary) {
    return primary.says("INFO replication", "connected_slaves:1")
        && primary.says("INFO replication", "state=online");
  }

  /** Its address in the form of {@code REDIS_URL}. */
  String url() {
    return nodes.stream()
        .map(node -> "127.0.0.1:" + node.port)
        .collect(Collectors.joining(",", "redis+cluster://", ""));
  }

  /** The primaries that reply. */
  List<LocalRedis> primaries() {
    return nodes.stream().filter(LocalRedis::isPrimary).toList();
  }

  /** The replicas of {@code primary}. */
  List<LocalRedis> replicasOf(LocalRedis primary) {
    return nodes.stream()
        .filter(node -> node.says("INFO replication", "role:slave"))
        .filter(node -> node.says("INFO replication", "master_port:" + primary.port + "\r"))
        .toList();
  }

  /** The primary that serves most of the slots of {@code keys}. */
  LocalRedis busiest(List<String> keys) {
    LocalRedis busiest = nodes.get(0);
    long most = -1;
    for (LocalRedis primary : primaries()) {
      long served = keys.stream().filter(key -> serves(primary, key)).count();
      if (served > most) {
        most = served;
        busiest = primary;
      }
    }
    return busiest;
  }

  /** A key of each shard of {@code source} on {@code primary} that has had an event. */
  List<String> shards(LocalRedis primary, String source) throws IOException {
    return primary.ask("KEYS", "relay:{" + source + ":*}:stats");
  }

  /** Whether {@code node} serves the slot of {@code key}. */
  boolean serves(LocalRedis node, String key) {
    try {
      String response = node.ask("EXISTS", key).toString();
      return !response.contains("MOVED");
    } catch (IOException e) {
      return false;
    }
  }

  /** Moves all slots of one primary to another; returns the output of {@code redis-cli}. */
  String moveAllSlots(LocalRedis from, LocalRedis to) throws IOException, InterruptedException {
    return LocalRedis.cli(
        directory.resolve("reshard.log"),
        List.of(
            "--cluster",
            "reshard",
            "127.0.0.1:" + to.port,
            "--cluster-from",
            id(from),
            "--cluster-to",
            id(to),
            "--cluster-slots",
            "16384",
            "--cluster-yes"));
  }

  /** A slot that moves key by key. */
  static final class Move {
    private final LocalRedis from;
    private final LocalRedis to;
    private final String slot;

    private Move(LocalRedis from, LocalRedis to, String slot) throws IOException {
      this.from = from;
      this.to = to;
      this.slot = slot;
      to.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
      from.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
    }

    LocalRedis to() {
      return to;
    }

    /** Moves these keys. */
    void keys(List<String> keys) throws IOException {
      List<String> command = new ArrayList<>(List.of("MIGRATE", "127.0.0.1"));
      command.addAll(List.of(Integer.toString(to.port), "", "0", "1000", "KEYS"));
      command.addAll(keys);
      List<String> response = from.ask(command.toArray(String[]::new));
      if (!response.equals(List.of("OK"))) {
        throw new IOException("MIGRATE answered " + response);
      }
    }

    /** Moves the remaining keys, and tells both primaries. */
    void finish() throws IOException {
      keys(from.ask("CLUSTER", "GETKEYSINSLOT", slot, "1000"));
      to.ask("CLUSTER", "SETSLOT", slot, "NODE", id(to));
      from.ask("CLUSTER", "SETSLOT", slot, "NODE", id(to));
    }
  }

  /** Begins to move the slot of {@code key} to another primary. */
  Move beginMoving(String key) throws IOException {
    LocalRedis from = busiest(List.of(key));
    LocalRedis to = primaries().stream().filter(each -> each != from).findFirst().orElseThrow();
    return new Move(from, to, to.ask("CLUSTER", "KEYSLOT", key).get(0));
  }

  private static String id(LocalRedis node) throws IOException {
    return node.ask("CLUSTER", "MYID").get(0);
  }

  @Override
  public void close() {
    nodes.forEach(LocalRedis::close);
  }
}
