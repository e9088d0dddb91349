package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.queue.jobs.Job;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what operators change, in a logger of its own so that it can go to a file of its own. The
 * lines hold no personal data; the id of a dead letter leads to the rest while the dead letter
 * exists.
 */
public final class AuditLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.segmentnovu.audit");

  /**
   * Records a change to a dead letter.
   *
   * @param context the request that made the change
   * @param action what was done, such as {@code replay}
   * @param id of the dead letter; it begins with the name of its source
   */
  public void deadLetterChanged(RoutingContext context, String action, String id) {
    LOG.info(
        "action={} letter={} source={} remote={}",
        action,
        id,
        id.substring(0, Math.max(0, id.indexOf('.'))),
        remote(context));
  }

  /**
   * Records a change to a user's events. The line does not name the user.
   *
   * @param context the request that made the change
   * @param action what was done, such as {@code park}
   * @param source the user's source
   */
  public void userChanged(RoutingContext context, String action, String source) {
    LOG.info("action={} source={} remote={}", action, source, remote(context));
  }

  /**
   * Records a change to a source.
   *
   * @param context the request that made the change
   * @param action what was done, such as {@code pause}
   * @param source the name of the source
   */
  public void sourceChanged(RoutingContext context, String action, String source) {
    LOG.info("action={} source={} remote={}", action, source, remote(context));
  }

  /**
   * Records the start of a job.
   *
   * @param context the request that started it
   */
  public void jobStarted(RoutingContext context, Job job) {
    LOG.info(
        "action=job-{} job={} total={} remote={}",
        job.order().action().name().toLowerCase(Locale.ROOT),
        job.id(),
        job.total(),
        remote(context));
  }

  /**
   * Records that an operator cancelled a job.
   *
   * @param context the request that cancelled it
   * @param id of the job
   */
  public void jobCancelled(RoutingContext context, String id) {
    LOG.info("action=job-cancel job={} remote={}", id, remote(context));
  }

  /**
   * Records that an operator reads dead letters in full as the result of an export.
   *
   * @param context the request that reads them
   * @param id of the job
   */
  public void jobRead(RoutingContext context, String id) {
    LOG.info("action=job-result job={} remote={}", id, remote(context));
  }

  /** Records the end of a job. */
  public void jobEnded(Job job) {
    LOG.info(
        "action=job-end job={} state={} total={} acted={} failures={} by={}",
        job.id(),
        job.state().name().toLowerCase(Locale.ROOT),
        job.total(),
        job.progress().acted(),
        job.progress().failed(),
        job.createdBy());
  }

  /** Who makes a request: the address, because the one token has no name. */
  public String nameOf(RoutingContext context) {
    return remote(context);
  }

  private static String remote(RoutingContext context) {
    return context.request().remoteAddress().hostAddress();
  }
}
