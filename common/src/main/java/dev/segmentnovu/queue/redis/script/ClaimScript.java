package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.RelayConfig.Bounds;
import dev.segmentnovu.queue.Claim;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code claim.lua}: leases users that are due. */
public final class ClaimScript {

  private static final Script SCRIPT = Script.load("claim");

  /** No further user is claimed after so many bytes, so that Redis serves others meanwhile. */
  private static final int MAX_BYTES = 1_000_000;

  private static final int TOKEN_BYTES = 12;

  /** In place of the time until the next user is due: dead letters block the source. */
  private static final long BLOCKED = -2;

  private final RedisConnection redis;
  private final RelayConfig.Queue config;
  private final SecureRandom random = new SecureRandom();

  public ClaimScript(RedisConnection redis, RelayConfig.Queue config) {
    this.redis = redis;
    this.config = config;
  }

  /**
   * Leases users under a new token. Fails with {@link QueueUnavailableException}.
   *
   * @param users at most so many
   * @param suspect whether one of them may be a suspect, see {@link ClaimedUser#suspect}
   */
  public CompletionStage<Claim> run(QueueKeys keys, int users, boolean suspect) {
    String token = newToken();
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .number(users)
            .number(config.claimEvents())
            .millis(config.lease())
            .text(token)
            .number(MAX_BYTES)
            .flag(suspect);
    addBlockingBounds(arguments, config.failures(), keys.shards());
    addBlockingBounds(arguments, config.unmapped(), keys.shards());
    arguments.number(keys.shards());
    return redis
        .list(
            SCRIPT,
            List.of(
                keys.ready(),
                keys.stats(),
                keys.dead(),
                keys.unmapped(),
                keys.heads(),
                keys.profiles(),
                keys.profilesBefore()),
            arguments)
        .thenApply(reply -> claim(keys, token, reply));
  }

  private String newToken() {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  /**
   * The number and bytes of dead letters at which nothing is claimed; empty if they never block.
   */
  private static void addBlockingBounds(ScriptArguments arguments, Bounds bounds, int shards) {
    if (bounds.atBound() == AtBound.BLOCK) {
      arguments.number(ShardKeys.partOf(bounds.count(), shards));
      arguments.number(ShardKeys.partOf(bounds.bytes(), shards));
    } else {
      arguments.text("").text("");
    }
  }

  private Claim claim(QueueKeys keys, String token, ScriptReply reply) {
    long nextDueMs = reply.number();
    if (nextDueMs == BLOCKED) {
      return new Claim(List.of(), config.poll(), 0, true);
    }
    int due = reply.count();
    List<ClaimedUser> users = new ArrayList<>();
    while (reply.hasMore()) {
      users.add(user(keys, token, reply));
    }
    Duration nextDue = nextDueMs < 0 ? config.lease() : Duration.ofMillis(nextDueMs);
    return new Claim(users, nextDue, due, false);
  }

  private static ClaimedUser user(QueueKeys keys, String token, ScriptReply reply) {
    String orderingKey = reply.text();
    // claims, events, profile, retry state; the last may contain spaces
    String[] head = reply.text().split(" ", 4);
    int events = Integer.parseInt(head[1]);
    List<byte[]> entries = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      entries.add(reply.bytes());
    }
    return new ClaimedUser(
        keys.source(),
        keys.shard(),
        orderingKey,
        token,
        head[3].isEmpty() ? null : head[3],
        Integer.parseInt(head[0]),
        head[2].equals("-") ? null : head[2],
        entries);
  }
}
