package dev.segmentnovu.ingest.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What the log says of a request that a bug failed. */
final class ErrorResponsesTest {

  private final Vertx vertx = Vertx.vertx();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ErrorResponses.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @AfterEach
  void close() {
    logger.detachAppender(lines);
    AdminFixture.get(vertx.close().toCompletionStage());
  }

  @ParameterizedTest
  @CsvSource({
    "/admin/users/web/ada%40example.com/park, GET /admin/users/… failed",
    "/admin/events/m-1, GET /admin/events/… failed",
    "/admin/users?userId=ada%40example.com, GET /admin/users failed",
    "/metrics, GET /metrics failed",
  })
  void the_log_says_what_failed_and_names_no_user(String path, String begin) throws Exception {
    lines.start();
    logger.addAppender(lines);
    Router router = Router.router(vertx);
    router.route().failureHandler(ErrorResponses::respond);
    router
        .route()
        .handler(
            context -> {
              throw new IllegalArgumentException("ada@example.com");
            });
    HttpServer server =
        AdminFixture.get(
            vertx
                .createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage());

    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                    .build(),
                BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getFormattedMessage())
        .startsWith(begin + ": java.lang.IllegalArgumentException at ")
        .doesNotContain("ada", "m-1");
  }
}
