package dev.segmentnovu.queue.redis.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The errors of Redis that the relay explains, by code and by text. Pure. */
final class RedisErrors {

  private static final Map<String, RedisProblem> BY_CODE = byCode();

  /** Redis puts its error code first, and the client keeps it there. */
  private static final Pattern CODE = Pattern.compile("(?:-?)([A-Z][A-Z_]{1,30})(?:\\s|$)");

  /** Redis names the command outside of scripts, in quotes; never its arguments. */
  private static final Pattern FORBIDDEN_COMMAND =
      Pattern.compile("no permissions to run the '([a-z][a-z|_-]{1,60})' command");

  private RedisErrors() {}

  /** The problem that an error message of Redis reports; empty if it does not begin with a code. */
  static Optional<RedisProblem> of(String message) {
    Optional<RedisProblem> byText = byText(message);
    if (byText.isPresent()) {
      return byText;
    }
    Matcher code = CODE.matcher(message);
    if (!code.lookingAt()) {
      return Optional.empty();
    }
    String name = code.group(1);
    return Optional.of(
        BY_CODE.getOrDefault(
            name,
            new RedisProblem(
                name, "it refused the command", "See the log of Redis for the reason")));
  }

  /** Errors that share the code {@code ERR}; only their words differ. */
  private static Optional<RedisProblem> byText(String message) {
    if (message.startsWith("ERR The user executing the script can't")) {
      return Optional.of(code("NOPERM"));
    }
    if (message.startsWith("NOPERM")) {
      Matcher command = FORBIDDEN_COMMAND.matcher(message);
      return Optional.of(command.find() ? mayNotRun(command.group(1)) : code("NOPERM"));
    }
    if (message.startsWith("ERR DB index is out of range")
        || message.startsWith("ERR invalid DB index")) {
      return Optional.of(
          new RedisProblem(
              "DB index out of range",
              "it has no database of that number",
              "Correct the number at the end of REDIS_URL, or raise databases in redis.conf"));
    }
    if (message.startsWith("ERR max number of clients")) {
      return Optional.of(
          new RedisProblem(
              "maxclients",
              "it has as many clients as it may have",
              "Raise maxclients in redis.conf, or stop clients that are not needed"));
    }
    if (message.startsWith("ERR SELECT is not allowed in cluster mode")) {
      return Optional.of(code("MOVED"));
    }
    if (message.startsWith("ERR This instance has cluster support disabled")) {
      return Optional.of(
          new RedisProblem(
              "no cluster",
              "it is not a Redis Cluster",
              "Write redis:// in place of redis+cluster:// in REDIS_URL"));
    }
    if (message.startsWith("ERR Client sent AUTH, but no password is set")
        || message.startsWith("ERR AUTH <password> called without any password")) {
      return Optional.of(
          new RedisProblem(
              "no password is set",
              "it has no password, and REDIS_URL has one",
              "Remove the password from REDIS_URL, or set requirepass in redis.conf"));
    }
    return Optional.empty();
  }

  private static RedisProblem mayNotRun(String command) {
    return new RedisProblem(
        "NOPERM",
        "its user may not run the command " + command + ", which the relay needs",
        "Extend the ACL of the user in REDIS_URL by +"
            + command
            + "; docs/operations/hardening.md has all that it needs");
  }

  /** The problem of a code of the table. */
  static RedisProblem code(String code) {
    RedisProblem known = BY_CODE.get(code);
    if (known == null) {
      throw new IllegalArgumentException("Not in the table: " + code);
    }
    return known;
  }

  private static Map<String, RedisProblem> byCode() {
    return List.of(
            new RedisProblem(
                "OOM",
                "it is out of memory",
                "Let the workers deliver, delete dead letters, or raise maxmemory"),
            new RedisProblem(
                "LAYOUT",
                "relay reshard changes the number of shards of the queue, or has changed it",
                "The relay follows by itself within a second; if relay reshard was stopped, run it"
                    + " again"),
            new RedisProblem(
                "MISCONF",
                "it takes no writes because it cannot save its data to disk",
                "Free disk space for Redis and check the rights of its directory; redis-cli INFO"
                    + " persistence shows the failed save"),
            new RedisProblem(
                "READONLY",
                "it is a replica and takes no writes",
                "Point REDIS_URL at the primary, or use redis+sentinel:// so that the relay follows"
                    + " a failover"),
            new RedisProblem(
                "WRONGTYPE",
                "a key of the queue holds a value of another type",
                "Find the other program that writes to this database, give the relay a database of"
                    + " its own, and run relay fsck, which names the key"),
            new RedisProblem(
                "NOPERM",
                "its user may not use a command, a key or a channel that the relay needs",
                "Extend the ACL of the user in REDIS_URL as docs/operations/hardening.md has it;"
                    + " redis-cli ACL LOG shows what was refused"),
            new RedisProblem(
                "NOAUTH",
                "it requires a password, and REDIS_URL has none",
                "Write REDIS_URL as redis://:password@host:port, or user:password@ for a user of an ACL"),
            new RedisProblem(
                "WRONGPASS",
                "it refuses the user or the password",
                "Correct the user and the password in REDIS_URL"),
            new RedisProblem(
                "DENIED",
                "it is in protected mode and takes no connections from other machines",
                "Set a password with requirepass in redis.conf and write it in REDIS_URL"),
            new RedisProblem(
                "LOADING",
                "it is still loading its data from disk",
                "Wait until it has loaded; the relay then goes on by itself"),
            new RedisProblem(
                "CLUSTERDOWN",
                "its cluster has slots without a primary",
                "Start the missing nodes; redis-cli CLUSTER INFO shows the state"),
            new RedisProblem(
                "MASTERDOWN",
                "it is a replica that has lost its primary",
                "Start the primary, or promote a replica"),
            new RedisProblem(
                "NOREPLICAS",
                "it has fewer replicas than min-replicas-to-write asks for",
                "Start the missing replicas, or lower min-replicas-to-write"),
            new RedisProblem(
                "CROSSSLOT",
                "it was given keys of two slots of the cluster in one call",
                "Report this as a bug of the relay, with the version of Redis"),
            new RedisProblem(
                "BUSY",
                "it is busy with a script that has run for too long",
                "Find the client that runs it with redis-cli CLIENT LIST; redis-cli SCRIPT KILL"
                    + " ends a script that has not written"),
            new RedisProblem(
                "MOVED",
                "it is one node of a Redis Cluster",
                "Write redis+cluster:// in place of redis:// in REDIS_URL"),
            new RedisProblem(
                "TRYAGAIN",
                "it is moving slots of the cluster to another node",
                "Wait until the slots have moved; the relay then goes on by itself"))
        .stream()
        .collect(Collectors.toUnmodifiableMap(RedisProblem::name, each -> each));
  }
}
