package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.queue.admin.AuditEntries;
import dev.segmentnovu.queue.admin.AuditEntries.Action;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.telemetry.log.UserHash;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what operators change, and which personal data they are shown. Each record is a log line,
 * in a logger of its own so that it can go to a file of its own, and an entry in Redis that every
 * admin port lists. An entry that Redis does not store is in the log only. Records hold no personal
 * data, so viewers may read them: a user appears as a hash, the id of a message is masked, and the
 * id of a dead letter leads to the rest while the dead letter exists.
 */
public final class AuditLog {

  /** The action of {@link #shown}. */
  public static final String SHOW = "show-personal-data";

  private static final Logger LOG = LoggerFactory.getLogger("dev.segmentnovu.audit");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

  private final AuditEntries entries;
  private final InstantSource clock;
  private final Showings showings = new Showings();

  /**
   * Creates a log.
   *
   * @param entries stores the entries
   * @param clock the time between entries about what was shown
   */
  public AuditLog(AuditEntries entries, InstantSource clock) {
    this.entries = entries;
    this.clock = clock;
  }

  /**
   * Records a change to a dead letter.
   *
   * @param context the request that made the change
   * @param action what was done, such as {@code replay}
   * @param id of the dead letter; it begins with the name of its source
   */
  public void deadLetterChanged(RoutingContext context, String action, String id) {
    changed(context, action, sourceOf(id), id, Map.of());
  }

  /**
   * Records a change to a user's events. The user appears as a {@linkplain #userHash hash}: who
   * knows the id finds the entry, and nobody reads the id from it.
   *
   * @param context the request that made the change
   * @param action what was done, such as {@code park}
   * @param source the user's source
   * @param userId the user
   */
  public void userChanged(RoutingContext context, String action, String source, String userId) {
    changed(context, action, source, userHash(source, userId), Map.of());
  }

  /**
   * Records a change to a source.
   *
   * @param context the request that made the change
   * @param action what was done, such as {@code pause}
   * @param source the name of the source
   */
  public void sourceChanged(RoutingContext context, String action, String source) {
    changed(context, action, source, null, Map.of());
  }

  /**
   * Records that an operator paused a source.
   *
   * @param context the request that made the change
   * @param source the name of the source
   * @param reason why, in the words of the operator, of which what looks like contact data is
   *     masked; null if the operator did not say
   */
  public void sourcePaused(RoutingContext context, String source, @Nullable String reason) {
    Map<String, String> details =
        reason == null
            ? Map.of()
            // an entry is one line of the log
            : Map.of("reason", PersonalData.mask(CONTROL.matcher(reason).replaceAll(" ")));
    changed(context, "pause", source, null, details);
  }

  /**
   * Records any other change.
   *
   * @param context the request that made the change
   * @param action what was done
   * @param source the source it concerns, or null
   * @param subject what it was done to, or null; what looks like contact data is masked
   * @param details more about it, without personal data
   */
  public void changed(
      RoutingContext context,
      String action,
      @Nullable String source,
      @Nullable String subject,
      Map<String, String> details) {
    Action entry = action(context, action, source, subject, details);
    log(entry);
    store(entry);
  }

  /**
   * Records that the operator was shown personal data. Every showing is a log line; Redis stores
   * one entry per operator, source and ten minutes, with the number of showings since the entry
   * before, so that a program that reads many records does not push out the changes.
   *
   * @param context the request
   * @param source the source of the data, or null for several
   * @param subject what was shown: the id of a record, the path of a list; what looks like contact
   *     data is masked
   */
  public void shown(RoutingContext context, @Nullable String source, String subject) {
    Action entry = action(context, SHOW, source, subject, Map.of());
    log(entry);
    showings
        .count(entry.by(), source, clock.instant())
        .ifPresent(
            count ->
                store(
                    action(context, SHOW, source, subject, Map.of("showings", count.toString()))));
  }

  /** The name of a dead letter's source. */
  public static String sourceOf(String deadLetterId) {
    return deadLetterId.substring(0, Math.max(0, deadLetterId.indexOf('.')));
  }

  /** How the audit log names a user: {@code user:} and the {@link UserHash}. */
  public static String userHash(String source, String userId) {
    return "user:" + UserHash.of(source, userId);
  }

  private static Action action(
      RoutingContext context,
      String action,
      @Nullable String source,
      @Nullable String subject,
      Map<String, String> details) {
    Operator operator = Operator.of(context);
    return new Action(
        operator.name(),
        operator.role().name().toLowerCase(Locale.ROOT),
        context.request().remoteAddress().hostAddress(),
        action,
        source,
        subject == null ? null : PersonalData.mask(subject),
        details);
  }

  private static void log(Action entry) {
    LOG.info(
        "action={} by={} role={} remote={} source={} subject={} details={}",
        entry.action(),
        entry.by(),
        entry.role(),
        entry.remote(),
        entry.source(),
        entry.subject(),
        entry.details());
  }

  private void store(Action entry) {
    var unused =
        entries
            .store(entry)
            .whenComplete(
                (stored, failure) -> {
                  if (failure != null) {
                    LOG.warn(
                        "The entry before, action={} by={}, is in this log only: Redis did not store"
                            + " it. {}",
                        entry.action(),
                        entry.by(),
                        ErrorResponses.unwrap(failure).getMessage());
                  }
                });
  }

  /**
   * Records the start of a job.
   *
   * @param context the request that started it
   */
  public void jobStarted(RoutingContext context, Job job) {
    changed(
        context,
        "job-" + job.order().action().name().toLowerCase(Locale.ROOT),
        job.order().source(),
        job.id(),
        Map.of("total", String.valueOf(job.total())));
  }

  /**
   * Records that an operator cancelled a job.
   *
   * @param context the request that cancelled it
   * @param id of the job
   */
  public void jobCancelled(RoutingContext context, String id) {
    changed(context, "job-cancel", null, id, Map.of());
  }
}
