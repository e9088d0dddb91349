package dev.segmentnovu.queue.redis.script.history;

import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.history.ActivityReport;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@code record_activity.lua}: adds a report to the history of a source. */
public final class RecordScript {

  private static final Script SCRIPT = Script.load("record_activity");

  private final RedisConnection redis;

  /** The script on {@code redis}. */
  public RecordScript(RedisConnection redis) {
    this.redis = redis;
  }

  /**
   * Adds a report. Fails with {@link QueueUnavailableException}.
   *
   * @return whether it was not added before
   */
  public CompletionStage<Boolean> run(
      HistoryKeys keys, String process, long number, ActivityReport report) {
    var arguments =
        new ScriptArguments()
            .text(keys.prefix())
            .text(process)
            .number(number)
            .text(ActivityText.of(report))
            .number(report.failures().size())
            .number(report.unmapped().size())
            .number(report.rejections().size())
            .number(report.rejectionCodes().size())
            .number(report.credentials().size());
    report
        .failures()
        .forEach(
            each ->
                arguments
                    .text(each.kind().fingerprint())
                    .number(each.deadLetters())
                    .number(each.retries())
                    .number(each.first().toEpochMilli())
                    .number(each.last().toEpochMilli())
                    .text(each.users().text())
                    .text(FailureGroupText.sample(each.sample()))
                    .text(FailureGroupText.about(each.kind())));
    report
        .unmapped()
        .forEach(
            each ->
                arguments
                    .text(each.name())
                    .number(each.count())
                    .number(each.deadLetters())
                    .number(each.first().toEpochMilli())
                    .number(each.last().toEpochMilli()));
    report.rejections().forEach(each -> arguments.text(RejectionJson.write(each)));
    report.rejectionCodes().forEach((code, count) -> arguments.text(code).number(count));
    report.credentials().forEach((id, ms) -> arguments.text(id).number(ms));
    return redis
        .number(
            SCRIPT,
            List.of(
                keys.flushes(),
                keys.issues(),
                keys.issuesSeen(),
                keys.unmapped(),
                keys.unmappedSeen(),
                keys.rejections(),
                keys.rejectionCounts(),
                keys.rejectionsForgotten(),
                keys.credentials()),
            arguments)
        .thenApply(added -> added == 1);
  }
}
