package dev.segmentnovu.ingest.admin.http;

import io.vertx.core.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what operators change, in a logger of its own so that it can go to a file of its own. The
 * lines hold no personal data; the id of a dead letter leads to the rest while the dead letter
 * exists.
 */
public final class AuditLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.segmentnovu.audit");

  private AuditLog() {}

  /**
   * Records a change to a dead letter.
   *
   * @param action what was done, such as {@code replay}
   * @param id of the dead letter; it begins with the name of its source
   * @param remote the client that asked for the change
   */
  public static void deadLetterChanged(String action, String id, SocketAddress remote) {
    LOG.info(
        "action={} letter={} source={} remote={}",
        action,
        id,
        id.substring(0, Math.max(0, id.indexOf('.'))),
        remote.hostAddress());
  }

  /**
   * Records a change to a user's events. The line does not name the user.
   *
   * @param action what was done, such as {@code park}
   * @param source the user's source
   * @param remote the client that asked for the change
   */
  public static void userChanged(String action, String source, SocketAddress remote) {
    LOG.info("action={} source={} remote={}", action, source, remote.hostAddress());
  }
}
