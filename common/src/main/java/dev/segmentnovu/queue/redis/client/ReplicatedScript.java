package dev.segmentnovu.queue.redis.client;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.QueueUnavailableException;
import java.util.ArrayList;
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
import org.redisson.command.CommandBatchService;

/**
 * Runs a script that writes and sends {@code WAIT}, or {@code WAITAOF} where the writes must be on
 * disk, behind it on the same connection: both speak of their own connection's writes only.
 * Redisson's batches have an option for this, but they repeat a WAIT apart from its write, or keep
 * its reply from a server that then redirected the write. Either would confirm what no replica has.
 * So this class sends a batch once, and the reply to WAIT counts only behind that of the script.
 */
final class ReplicatedScript {
  private final RedissonClient client;
  private final Script script;
  private final List<Object> keys;
  private final List<byte[]> arguments;
  private final RelayConfig.Durability durability;

  /** The reply to WAIT or WAITAOF; no disks where none are asked for. */
  private record Confirmed(int disks, int replicas) {
    static final Confirmed NOTHING = new Confirmed(0, 0);
  }

  private record Replies(long script, Confirmed confirmed) {}

  /**
   * Prepares a run.
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
   * Runs the script. Fails with {@link QueueUnavailableException} if too few replicas or disks
   * confirm in time, and as Redisson does otherwise. Either way the script may have been applied.
   */
  CompletionStage<Long> run() {
    return send()
        .exceptionallyCompose(
            failure ->
                // for example after a failover: replicas have no scripts
                isUnknownScript(failure)
                    ? client
                        .getScript()
                        .scriptLoadAsync(keys.get(0).toString(), script.text())
                        .thenCompose(sha1 -> send())
                    : CompletableFuture.failedFuture(failure))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(explained(failure)))
        .thenApply(this::confirmed);
  }

  private CompletionStage<Replies> send() {
    long timeoutMs = RedisClients.TIMEOUT.toMillis();
    var batch =
        ((Redisson) client)
            .getCommandExecutor()
            .createCommandBatchService(
                BatchOptions.defaults()
                    .retryAttempts(0)
                    .responseTimeout(
                        timeoutMs + durability.timeout().toMillis(), TimeUnit.MILLISECONDS));
    var ran =
        new RedissonScript(batch, ByteArrayCodec.INSTANCE)
            .<Long>evalShaAsync(
                RScript.Mode.READ_WRITE, script.sha1(), ReturnType.LONG, keys, arguments.toArray())
            .toCompletableFuture();
    var confirmed =
        confirmation(batch).thenApply(answer -> ran.isDone() ? answer : Confirmed.NOTHING);
    return batch.executeAsync().thenCompose(all -> ran.thenCombine(confirmed, Replies::new));
  }

  private CompletionStage<Confirmed> confirmation(CommandBatchService batch) {
    String key = keys.get(0).toString();
    long millis = durability.timeout().toMillis();
    if (durability.fsync()) {
      return batch
          .<List<Integer>, List<Integer>>writeAsync(
              key, RedisCommands.WAITAOF, 1, durability.replicas(), millis)
          .thenApply(counts -> new Confirmed(counts.get(0), counts.get(1)));
    }
    return batch
        .<Integer, Integer>writeAsync(key, RedisCommands.WAIT, durability.replicas(), millis)
        .thenApply(count -> new Confirmed(0, count));
  }

  private long confirmed(Replies replies) {
    List<String> missing = new ArrayList<>();
    if (durability.fsync() && replies.confirmed.disks == 0) {
      missing.add("not on the primary's disk");
    }
    if (replies.confirmed.replicas < durability.replicas()) {
      missing.add(
          String.format(
              durability.fsync() ? "on the disks of %d of %d replicas" : "on %d of %d replicas",
              replies.confirmed.replicas,
              durability.replicas()));
    }
    if (!missing.isEmpty()) {
      throw unconfirmed(
          String.format(
              "within %d ms it was %s",
              durability.timeout().toMillis(), String.join(", and ", missing)),
          new TimeoutException(durability.fsync() ? "WAITAOF" : "WAIT"));
    }
    return replies.script;
  }

  /** Says what to do where Redis cannot report its disk; returns any other failure as it is. */
  private Throwable explained(Throwable failure) {
    Throwable cause = cause(failure);
    String said = String.valueOf(cause.getMessage());
    if (said.startsWith("ERR WAITAOF cannot be used when numlocal is set")) {
      return unconfirmed("it keeps no append-only file: set appendonly yes", cause);
    }
    if (said.startsWith("ERR unknown command 'WAITAOF'")) {
      return unconfirmed("it has no WAITAOF: it must be 7.2 or newer", cause);
    }
    return failure;
  }

  private QueueUnavailableException unconfirmed(String but, Throwable cause) {
    return new QueueUnavailableException(
        QueueUnavailableException.Why.UNREPLICATED, "Redis ran " + script + ", but " + but, cause);
  }

  private static boolean isUnknownScript(Throwable failure) {
    return cause(failure) instanceof RedisNoScriptException;
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
