package dev.segmentnovu.queue.redis.script;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code forget_profiles.lua}: forgets the fingerprints of users' profiles. */
public final class ForgetProfilesScript {

  private static final Script SCRIPT = Script.load("forget_profiles");

  private final RedisConnection redis;

  public ForgetProfilesScript(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * Forgets users of one shard, and what claims in flight will store about them. Fails with {@link
   * QueueUnavailableException}.
   *
   * @param lease a claim under way ends within it
   * @param users at least one
   */
  public CompletionStage<Void> run(QueueKeys keys, Duration lease, List<String> users) {
    return run(keys, new ScriptArguments().millis(lease).texts(users));
  }

  /**
   * Forgets all users of one shard, in which no claim is under way. Fails with {@link
   * QueueUnavailableException}.
   */
  public CompletionStage<Void> runForAll(QueueKeys keys) {
    return run(keys, new ScriptArguments().number(0));
  }

  private CompletionStage<Void> run(QueueKeys keys, ScriptArguments arguments) {
    return redis
        .number(
            SCRIPT,
            List.of(keys.profiles(), keys.profilesBefore(), keys.profilesForgotten()),
            arguments)
        .thenAccept(forgotten -> {});
  }
}
