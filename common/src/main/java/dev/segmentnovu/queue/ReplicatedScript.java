package dev.segmentnovu.queue;

import dev.segmentnovu.config.RelayConfig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.Redisson;
import org.redisson.RedissonScript;
import org.redisson.api.BatchOptions;
import org.redisson.api.RScript;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.protocol.RedisCommands;

/**
 * Runs a script that writes, and sends {@code WAIT} behind it on the same connection: WAIT speaks
 * of its own connection's writes only. Redisson's batches have an option for this, but they repeat
 * a WAIT apart from its write, or keep its answer from a server that then redirected the write;
 * either would confirm what no replica has. So here a batch is sent once, and the answer to WAIT
 * counts only behind the script's.
 */
final class ReplicatedScript {
  private final RedissonClient client;
  private final Script script;
  private final List<Object> keys;
  private final List<byte[]> arguments;
  private final RelayConfig.Durability durability;

  private record Answers(long script, int replicas) {}

  /**
   * A run that is not sent yet.
   *
   * @param keys at least one, all of one slot
   */
  ReplicatedScript(
      RedissonClient client,
      Script script,
      List<Object> keys,
      List<byte[]> arguments,
      RelayConfig.Durability durability) {
    this.client = client;
    this.script = script;
    this.keys = keys;
    this.arguments = arguments;
    this.durability = durability;
  }

  /**
   * Runs it. Fails with {@link QueueUnavailableException} if too few replicas confirm in time, and
   * as Redisson does otherwise; either way the script may have been applied.
   */
  CompletionStage<Long> run() {
    return send()
        .exceptionallyCompose(
            failure ->
                // as after a failover: replicas have no scripts
                isUnknownScript(failure)
                    ? client
                        .getScript()
                        .scriptLoadAsync(keys.get(0).toString(), script.text())
                        .thenCompose(sha1 -> send())
                    : CompletableFuture.failedFuture(failure))
        .thenApply(this::confirmed);
  }

  private CompletionStage<Answers> send() {
    long patience = RedisClients.TIMEOUT.toMillis();
    var batch =
        ((Redisson) client)
            .getCommandExecutor()
            .createCommandBatchService(
                BatchOptions.defaults()
                    .retryAttempts(0)
                    .responseTimeout(
                        patience + durability.timeout().toMillis(), TimeUnit.MILLISECONDS));
    var ran =
        new RedissonScript(batch, ByteArrayCodec.INSTANCE)
            .<Long>evalShaAsync(
                RScript.Mode.READ_WRITE, script.sha1(), ReturnType.LONG, keys, arguments.toArray())
            .toCompletableFuture();
    var replicas =
        batch
            .<Integer, Integer>writeAsync(
                keys.get(0).toString(),
                RedisCommands.WAIT,
                durability.replicas(),
                durability.timeout().toMillis())
            .thenApply(count -> ran.isDone() ? count : 0);
    return batch
        .executeAsync()
        .thenCompose(all -> ran.thenCombine(replicas, (answer, n) -> new Answers(answer, n)));
  }

  private long confirmed(Answers answers) {
    if (answers.replicas < durability.replicas()) {
      throw new QueueUnavailableException(
          QueueUnavailableException.Why.UNREPLICATED,
          String.format(
              "%d of %d replicas confirmed %s within %d ms",
              answers.replicas, durability.replicas(), script, durability.timeout().toMillis()),
          new TimeoutException("WAIT"));
    }
    return answers.script;
  }

  private static boolean isUnknownScript(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RedisNoScriptException;
  }
}
