package dev.segmentnovu.ingest.admin.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Serves {@code docs/openapi-admin.yaml}, which is packaged, as JSON. It needs no token: the text
 * is public, and a client may read it to learn that it needs one.
 */
public final class OpenApiRoutes {

  /** Where the document is. */
  public static final String PATH = "/openapi.json";

  private static final String RESOURCE = "/dev/segmentnovu/ingest/admin/openapi/openapi-admin.yaml";

  private final JsonNode document = read();

  /** Adds the route to {@code router}. */
  public void mount(Router router) {
    router.get(PATH).handler(context -> AdminResponses.json(context, 200, document));
    router.route(PATH).handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private static JsonNode read() {
    try (InputStream in = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not packaged");
      }
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return EventCodec.JSON.valueToTree(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
