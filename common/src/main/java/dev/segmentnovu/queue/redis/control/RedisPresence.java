package dev.segmentnovu.queue.redis.control;

import dev.segmentnovu.queue.admin.Processes;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.Presence;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import dev.segmentnovu.queue.redis.client.ScriptReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Stores and reads the heartbeats of all processes. */
public final class RedisPresence implements Presence, Processes {

  private static final Script HEARTBEAT = Script.load("heartbeat");
  private static final Script PROCESSES = Script.load("processes");

  /** A process that is silent for longer is forgotten. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  /** More processes are not kept. */
  static final int MOST = 300;

  private final RedisConnection redis;

  /** The processes in {@code redis}. */
  public RedisPresence(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public CompletionStage<Pauses> beat(Heartbeat heartbeat) {
    return send(heartbeat, HeartbeatCodec.encode(heartbeat))
        .thenApply(reply -> Pauses.of(PauseCodec.list(reply)));
  }

  @Override
  public CompletionStage<Void> leave(Heartbeat last) {
    return send(last, "").thenAccept(paused -> {});
  }

  private CompletionStage<ScriptReply> send(Heartbeat heartbeat, String report) {
    return redis.list(
        HEARTBEAT,
        List.of(ControlKeys.PROCESSES, ControlKeys.REPORTS, ControlKeys.PAUSED),
        new ScriptArguments()
            .text(HeartbeatCodec.process(heartbeat))
            .text(report)
            .millis(FORGOTTEN)
            .number(MOST));
  }

  @Override
  public void onPauseChange(Runnable listener) {
    var unused = redis.listen(ControlKeys.PAUSE_CHANNEL, message -> listener.run());
  }

  @Override
  public CompletionStage<List<Seen>> list() {
    return read().thenApply(RedisPresence::seen);
  }

  private CompletionStage<ScriptReply> read() {
    return redis.list(
        PROCESSES,
        List.of(ControlKeys.PROCESSES, ControlKeys.REPORTS),
        new ScriptArguments().millis(FORGOTTEN).number(MOST));
  }

  /** The names of processes of the last minute that do not know a data format. */
  public CompletionStage<List<String>> before(int format) {
    return read().thenApply(reply -> before(format, reply));
  }

  private static List<String> before(int format, ScriptReply reply) {
    List<String> names = new ArrayList<>();
    while (reply.hasMore()) {
      reply.number();
      reply.number();
      byte[] text = reply.bytes();
      if (HeartbeatCodec.format(text) < format) {
        HeartbeatCodec.read(text).ifPresent(heartbeat -> names.add(heartbeat.name()));
      }
    }
    return names;
  }

  private static List<Seen> seen(ScriptReply reply) {
    List<Seen> all = new ArrayList<>();
    while (reply.hasMore()) {
      Instant at = Instant.ofEpochMilli(reply.number());
      Duration age = Duration.ofMillis(reply.number());
      HeartbeatCodec.read(reply.bytes())
          .ifPresent(heartbeat -> all.add(new Seen(heartbeat, at, age)));
    }
    all.sort(Comparator.comparing(seen -> seen.heartbeat().name()));
    return all;
  }
}
