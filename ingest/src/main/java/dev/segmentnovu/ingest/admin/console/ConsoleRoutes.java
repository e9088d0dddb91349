package dev.segmentnovu.ingest.admin.console;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console. Neither the page nor its files hold data, so they need no token; the page
 * asks for one if the API does. It is one page for all paths below {@code /} that name a page, so
 * that each view has an address.
 */
@EventLoopConfined
public final class ConsoleRoutes {

  private static final int NONCE_BYTES = 16;
  private static final String PAGE_PATH = "/(?<page>[a-z-]+)(?:/.*)?";
  private static final String FILE_PATH = ConsoleFiles.ROOT + "(?<version>[0-9a-f]+)/(?<file>.+)";

  private final Vertx vertx;
  private final SecureRandom random = new SecureRandom();
  private @Nullable Future<ConsoleFiles> files;

  /** Creates the routes. */
  public ConsoleRoutes(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Adds the routes to {@code router}; routes that are mounted before have precedence. */
  public void mount(Router router) {
    router.get("/").handler(context -> withFiles(context, this::respondPage));
    router.route("/").handler(ErrorResponses.methodNotAllowed("GET"));
    router.getWithRegex(FILE_PATH).handler(context -> withFiles(context, this::respondFile));
    router.getWithRegex(PAGE_PATH).handler(context -> withFiles(context, this::respondNamed));
  }

  /** The first visit reads the files: most processes are never visited. */
  private void withFiles(RoutingContext context, BiConsumer<RoutingContext, ConsoleFiles> then) {
    if (files == null) {
      files = vertx.executeBlocking(ConsoleFiles::read);
    }
    AdminResponses.respondAfter(context, files, found -> then.accept(context, found));
  }

  private void respondNamed(RoutingContext context, ConsoleFiles found) {
    if (found.isPage(context.pathParam("page"))) {
      respondPage(context, found);
    } else {
      context.next();
    }
  }

  /** Nobody may store the page: its nonce must fit the policy that came with it. */
  private void respondPage(RoutingContext context, ConsoleFiles found) {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    byte[] page = found.index(nonce).getBytes(StandardCharsets.UTF_8);
    context
        .response()
        .putHeader("Content-Security-Policy", policy(nonce))
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Referrer-Policy", "no-referrer");
    send(context, new StoredFile("text/html; charset=utf-8", page, StoredFile.compress(page)));
  }

  private static String policy(String nonce) {
    return "default-src 'none'; script-src 'self' 'nonce-"
        + nonce
        + "'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
        + " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
        + " trusted-types lit-html";
  }

  private void respondFile(RoutingContext context, ConsoleFiles found) {
    StoredFile file =
        context.pathParam("version").equals(found.version())
            ? found.find(context.pathParam("file")).orElse(null)
            : null;
    if (file == null) {
      context.next();
      return;
    }
    context.response().putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable");
    send(context, file);
  }

  private static void send(RoutingContext context, StoredFile file) {
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    boolean compressed = takesGzip(context);
    if (compressed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    // a write fails only if the client closed the connection: nobody waits for the response then
    response
        .end(Buffer.buffer(compressed ? file.compressed() : file.plain()))
        .onFailure(disconnected -> {});
  }

  private static boolean takesGzip(RoutingContext context) {
    return context.parsedHeaders().acceptEncoding().stream()
        .anyMatch(each -> each.value().equalsIgnoreCase("gzip") && each.weight() > 0);
  }
}
