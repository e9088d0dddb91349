package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.config.Sha256;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what operators change, in a logger of its own so that it can go to a file of its own. The
 * lines hold no personal data; the id of a dead letter leads to the rest while the dead letter
 * exists.
 */
public final class AuditLog {

  private static final int HASH_BYTES = 8;

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
   * Records a change to a user's events. The line names the user by a hash only: who knows the id
   * finds the line, and nobody reads the id from it.
   *
   * @param context the request that made the change
   * @param action what was done, such as {@code park}
   * @param source the user's source
   * @param userId the user
   */
  public void userChanged(RoutingContext context, String action, String source, String userId) {
    LOG.info(
        "action={} source={} user={} remote={}",
        action,
        source,
        hash(source, userId),
        remote(context));
  }

  /** The first 16 digits of the SHA-256 of {@code source/userId}. */
  static String hash(String source, String userId) {
    byte[] text = (source + "/" + userId).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(text), 0, HASH_BYTES);
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
