package dev.segmentnovu.ingest.admin;

import io.vertx.core.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of what operators changed, in a log of its own name so that it can be kept apart. No
 * personal data: a letter's id finds the rest as long as there is a letter.
 */
final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger("dev.segmentnovu.audit");

  private Audit() {}

  /**
   * Records a change that was made.
   *
   * @param id of a letter that there was; it begins with its source
   * @param remote who asked
   */
  static void changed(String action, String id, SocketAddress remote) {
    LOG.info(
        "action={} letter={} source={} remote={}",
        action,
        id,
        id.substring(0, Math.max(0, id.indexOf('.'))),
        remote.hostAddress());
  }

  /**
   * Records a change to what waits for a user, who is not named: logs hold no personal data.
   *
   * @param remote who asked
   */
  static void changedUser(String action, String source, SocketAddress remote) {
    LOG.info("action={} source={} remote={}", action, source, remote.hostAddress());
  }
}
