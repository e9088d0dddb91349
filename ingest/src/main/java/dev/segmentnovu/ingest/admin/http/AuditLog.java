package dev.segmentnovu.ingest.admin.http;

import io.vertx.ext.web.RoutingContext;
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

  private static String remote(RoutingContext context) {
    return context.request().remoteAddress().hostAddress();
  }
}
