package dev.segmentnovu.queue.redis.control;

import dev.segmentnovu.queue.admin.history.Marks;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The marks in Redis. */
public final class RedisMarks implements Marks {

  private static final Script ADD = Script.load("add_mark");
  private static final Script LIST = Script.load("list_marks");

  private static final Duration ONCE_IN = Duration.ofMinutes(10);
  private static final Pattern MARK =
      Pattern.compile("([0-9]{1,15}) (configuration|deployment) (.*)", Pattern.DOTALL);

  private final RedisConnection redis;

  /** The marks in {@code redis}. */
  public RedisMarks(RedisConnection redis) {
    this.redis = redis;
  }

  @Override
  public CompletionStage<Boolean> configured(String text) {
    return add(Kind.CONFIGURATION, text);
  }

  @Override
  public CompletionStage<Boolean> started(String version) {
    return add(Kind.DEPLOYMENT, version);
  }

  private CompletionStage<Boolean> add(Kind kind, String text) {
    return redis
        .number(
            ADD,
            List.of(ControlKeys.MARKS, ControlKeys.VERSION),
            new ScriptArguments()
                .text(kind.name().toLowerCase(Locale.ROOT))
                .text(text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…")
                .number(MOST)
                .millis(KEPT)
                .millis(ONCE_IN))
        .thenApply(added -> added == 1);
  }

  @Override
  public CompletionStage<List<Mark>> list(Instant from, Instant to) {
    return redis
        .list(
            LIST,
            List.of(ControlKeys.MARKS),
            new ScriptArguments().number(from.toEpochMilli()).number(to.toEpochMilli()))
        .thenApply(
            reply -> {
              List<Mark> marks = new ArrayList<>();
              while (reply.hasMore()) {
                mark(reply.text()).ifPresent(marks::add);
              }
              return marks;
            });
  }

  /** Empty for a text that no relay wrote. */
  private static Optional<Mark> mark(String text) {
    Matcher parts = MARK.matcher(text);
    return parts.matches()
        ? Optional.of(
            new Mark(
                Instant.ofEpochMilli(Long.parseLong(parts.group(1))),
                Kind.valueOf(parts.group(2).toUpperCase(Locale.ROOT)),
                parts.group(3)))
        : Optional.empty();
  }
}
