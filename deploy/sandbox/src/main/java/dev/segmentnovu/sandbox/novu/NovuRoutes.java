package dev.segmentnovu.sandbox.novu;

import static dev.segmentnovu.sandbox.environment.RateLimits.Category.CONFIGURATION;
import static dev.segmentnovu.sandbox.environment.RateLimits.Category.GLOBAL;
import static dev.segmentnovu.sandbox.environment.RateLimits.Category.TRIGGER;
import static dev.segmentnovu.sandbox.environment.RateLimits.Cost.BULK;
import static dev.segmentnovu.sandbox.environment.RateLimits.Cost.SINGLE;

import dev.segmentnovu.sandbox.environment.NovuEnvironment;
import dev.segmentnovu.sandbox.http.Endpoint;
import dev.segmentnovu.sandbox.http.Pipeline;
import dev.segmentnovu.sandbox.http.SandboxResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;

/** Novu's routes, with the rate limit and the cost of each. */
public final class NovuRoutes {
  private static final String EVENTS = "/v1/events/trigger";
  private static final String SUBSCRIPTIONS = "/v2/topics/:key/subscriptions";

  private final Router router;
  private final Pipeline pipeline;
  private final Messages messages;

  private NovuRoutes(Router router, Pipeline pipeline, Messages messages) {
    this.router = router;
    this.pipeline = pipeline;
    this.messages = messages;
  }

  public static void mount(
      Router router,
      Pipeline pipeline,
      NovuEnvironment environment,
      Subscribers subscribers,
      Messages messages) {
    var routes = new NovuRoutes(router, pipeline, messages);
    var topics = new TopicEndpoints(subscribers);
    var preferences = new PreferenceEndpoints(subscribers);
    var contexts = new Contexts();
    routes.people(
        new SubscriberEndpoints(
            environment,
            subscribers,
            id -> {
              topics.forget(id);
              preferences.forget(id);
            }));
    routes.preferences(preferences);
    routes.topics(topics);
    routes.triggers(
        new TriggerEndpoints(
            environment, new Recipients(environment, subscribers, topics), contexts, messages));
    routes.configure(HttpMethod.GET, "/v2/contexts", contexts::list);
    routes.configure(
        HttpMethod.POST,
        "/v1/tenants",
        call -> SandboxResponse.error(call, 405, "Method Not Allowed"));
    routes.workflows(new WorkflowEndpoints(environment));
    routes.nothingElse();
  }

  private void people(SubscriberEndpoints people) {
    String one = "/v2/subscribers/:key";
    configure(HttpMethod.POST, "/v2/subscribers", people::upsert);
    configure(HttpMethod.PATCH, one, people::patch);
    configure(HttpMethod.GET, one, people::get);
    configure(HttpMethod.DELETE, one, people::delete);
    configure(HttpMethod.PATCH, "/v1/subscribers/:key/credentials", people::credentials);
    var batch = new Endpoint(CONFIGURATION, BULK, people::batch);
    route(HttpMethod.POST, "/v1/subscribers/bulk", batch);
  }

  private void preferences(PreferenceEndpoints preferences) {
    String path = "/v2/subscribers/:key/preferences";
    configure(HttpMethod.GET, path, preferences::get);
    configure(HttpMethod.PATCH, path, preferences::patch);
    configure(HttpMethod.PATCH, path + "/bulk", preferences::batch);
  }

  private void topics(TopicEndpoints topics) {
    configure(HttpMethod.POST, "/v2/topics", topics::upsert);
    configure(HttpMethod.POST, SUBSCRIPTIONS, topics::subscribe);
    configure(HttpMethod.DELETE, SUBSCRIPTIONS, topics::unsubscribe);
  }

  private void triggers(TriggerEndpoints triggers) {
    route(HttpMethod.POST, EVENTS, new Endpoint(TRIGGER, SINGLE, triggers::trigger));
    route(HttpMethod.POST, EVENTS + "/bulk", new Endpoint(TRIGGER, BULK, triggers::batch));
    route(HttpMethod.DELETE, EVENTS + "/:key", new Endpoint(TRIGGER, SINGLE, triggers::cancel));
  }

  private void workflows(WorkflowEndpoints workflows) {
    configure(HttpMethod.GET, "/v2/workflows", workflows::list);
    configure(HttpMethod.GET, "/v2/workflows/:key", workflows::get);
    var me = new Endpoint(GLOBAL, SINGLE, workflows::environment);
    route(HttpMethod.GET, "/v1/environments/me", me);
  }

  private void nothingElse() {
    router
        .route()
        .handler(
            context -> {
              String what = "Cannot " + context.request().method() + " " + context.request().path();
              pipeline.serve(
                  context, Endpoint.unknown(call -> SandboxResponse.error(call, 404, what)));
            });
  }

  private void configure(HttpMethod method, String path, Endpoint.Work work) {
    route(method, path, new Endpoint(CONFIGURATION, SINGLE, work));
  }

  private void route(HttpMethod method, String path, Endpoint endpoint) {
    Endpoint.Work work = endpoint.work();
    var inTime =
        new Endpoint(
            endpoint.category(),
            endpoint.cost(),
            call -> {
              messages.work(); // due work sees the subscribers as they are before this call
              return work.respond(call);
            });
    router.route(method, path).handler(context -> pipeline.serve(context, inTime));
  }
}
