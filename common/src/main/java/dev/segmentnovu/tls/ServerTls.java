package dev.segmentnovu.tls;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ListenPort;
import dev.segmentnovu.config.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one server, if its port has a certificate. It reads the files again from time to time, and
 * new connections use what it finds; a server whose new files are wrong goes on with those before.
 */
@EventLoopConfined
public final class ServerTls {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  private static final Duration LOOK = Duration.ofSeconds(10);

  /** The content of one reading, and where it came from. */
  private record Current(TlsFiles files, ServerCertificate certificate) {}

  private final Vertx vertx;
  private final ListenPort port;
  private final Duration look;
  private @Nullable Current current;
  private @Nullable ConfigError reported;

  private ServerTls(Vertx vertx, ListenPort port, Duration look, @Nullable Current current) {
    this.vertx = vertx;
    this.port = port;
    this.look = look;
    this.current = current;
  }

  /**
   * Reads the certificate of a port.
   *
   * @param files the certificate; null for plain HTTP
   * @return fails with {@link IllegalStateException} if the files cannot be used
   */
  public static Future<ServerTls> of(Vertx vertx, ListenPort port, @Nullable TlsFiles files) {
    return of(vertx, port, files, LOOK);
  }

  /**
   * As the other method, with another time between two readings.
   *
   * @param look how often the files are read
   */
  public static Future<ServerTls> of(
      Vertx vertx, ListenPort port, @Nullable TlsFiles files, Duration look) {
    if (files == null) {
      return Future.succeededFuture(new ServerTls(vertx, port, look, null));
    }
    return vertx
        .executeBlocking(() -> ServerCertificate.read(vertx, files))
        .compose(
            reading ->
                reading.match(
                    certificate ->
                        Future.succeededFuture(
                            new ServerTls(vertx, port, look, new Current(files, certificate))),
                    error ->
                        Future.failedFuture(
                            new IllegalStateException(
                                "The " + port.title() + " cannot use TLS: " + error))));
  }

  /** {@code https} or {@code http}. */
  public String scheme() {
    return current == null ? "http" : "https";
  }

  /** Adds the certificate to the options of a server that does not listen yet. */
  public HttpServerOptions applyTo(HttpServerOptions options) {
    if (current != null) {
      options
          .setSsl(true)
          // the handlers count on one request at a time per connection
          .setUseAlpn(false)
          .setEnabledSecureTransportProtocols(PROTOCOLS)
          .setKeyCertOptions(current.certificate.pem());
    }
    return options;
  }

  /** Reads the files again until the verticle that calls this is undeployed. */
  public void follow(HttpServer server) {
    if (current != null) {
      vertx.setTimer(look.toMillis(), timer -> look(server));
    }
  }

  private void look(HttpServer server) {
    Current before = current;
    if (before == null) {
      return;
    }
    vertx
        .executeBlocking(() -> ServerCertificate.read(vertx, before.files))
        .compose(
            reading ->
                reading.match(
                    found -> use(server, before.files, found),
                    error -> {
                      report(error);
                      return Future.succeededFuture();
                    }))
        .onFailure(bug -> LOG.error("The certificate of the {} was not renewed", port.title(), bug))
        .onComplete(done -> follow(server));
  }

  private Future<Void> use(HttpServer server, TlsFiles files, ServerCertificate found) {
    reported = null;
    Current before = current;
    if (before != null && before.certificate.fingerprint().equals(found.fingerprint())) {
      return Future.succeededFuture();
    }
    var options =
        new ServerSSLOptions()
            .setUseAlpn(false)
            .setEnabledSecureTransportProtocols(PROTOCOLS)
            .setKeyCertOptions(found.pem());
    return server
        .updateSSLOptions(options)
        .map(
            updated -> {
              current = new Current(files, found);
              LOG.info(
                  "The {} uses the changed certificate of {}, valid until {}",
                  port.title(),
                  found.subject(),
                  found.validUntil());
              return null;
            });
  }

  /** Once for each problem, because the files are read every few seconds. */
  private void report(ConfigError error) {
    if (!error.equals(reported)) {
      reported = error;
      LOG.error(
          "The changed certificate of the {} is not used, and the one before stays: {}",
          port.title(),
          error);
    }
  }
}
