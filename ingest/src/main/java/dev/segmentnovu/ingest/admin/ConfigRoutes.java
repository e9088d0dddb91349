package dev.segmentnovu.ingest.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.ingest.admin.http.ConfigStatusJson;
import dev.segmentnovu.ingest.admin.http.ErrorResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Shows whether the process runs with the present configuration file, and with which settings. */
final class ConfigRoutes {

  private final ConfigView config;

  ConfigRoutes(ConfigView config) {
    this.config = config;
  }

  void mount(Router router) {
    router.get("/admin/config").handler(this::show);
    router.route("/admin/config").handler(ErrorResponses.methodNotAllowed("GET"));
    router.get("/admin/settings").handler(this::settings);
    router.route("/admin/settings").handler(ErrorResponses.methodNotAllowed("GET"));
  }

  private void settings(RoutingContext context) {
    ObjectNode json = ConfigStatusJson.withProblems(config.status());
    ArrayNode items = json.putArray("items");
    for (SettingLine line : config.settings()) {
      items
          .addObject()
          .put("path", line.path())
          .put("value", line.value())
          .put("default", line.defaultText())
          .put("isDefault", line.isDefault())
          .put("variable", line.variable())
          .put("secret", line.secret())
          .put("set", line.set())
          .put("description", line.description());
    }
    AdminResponses.json(context, 200, json);
  }

  private void show(RoutingContext context) {
    ConfigStatus status = config.status();
    ObjectNode json = ConfigStatusJson.of(status);
    ArrayNode sources = json.putArray("sources");
    config.sources().forEach(sources::add);
    ArrayNode errors = json.putArray("errors");
    status
        .errors()
        .forEach(
            error -> errors.addObject().put("path", error.path()).put("problem", error.problem()));
    AdminResponses.json(context, 200, json);
  }
}
