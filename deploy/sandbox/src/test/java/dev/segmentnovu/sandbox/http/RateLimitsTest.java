package dev.segmentnovu.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.sandbox.environment.RateLimits;
import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.RunningSandbox.Response;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import dev.segmentnovu.sandbox.fixture.SteppedClock;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsTest {
  private static final String TRIGGER = "/v1/events/trigger";
  private static final String FOR_U1 = "{'name':'welcome','to':'u1'}";
  private static final String BULK = "{'events':[{'name':'welcome','to':'u1','payload':{}}]}";

  private final SteppedClock clock = new SteppedClock();

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  private RunningSandbox limited(RateLimits limits) {
    return sandboxes.start(SandboxOptions.onPort(0).withRateLimits(limits), clock);
  }

  @Test
  void by_default_there_are_no_limits_and_no_headers() throws Exception {
    RunningSandbox sandbox = sandboxes.start(SandboxOptions.onPort(0));
    Response response = sandbox.call("POST", TRIGGER, FOR_U1);

    assertThat(response.raw().headers().map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("ratelimit"));
  }

  @Test
  void every_response_has_the_limit_the_remainder_and_the_policy() throws Exception {
    RunningSandbox sandbox = limited(RateLimits.FREE);
    Response response = sandbox.call("POST", TRIGGER, FOR_U1);

    assertThat(response.header("RateLimit-Limit")).isEqualTo("300");
    assertThat(response.header("RateLimit-Remaining")).isEqualTo("329");
    assertThat(response.header("RateLimit-Reset")).isEqualTo("1");
    assertThat(response.header("RateLimit-Policy"))
        .isEqualTo(
            "300;w=5;burst=330;comment=\"token bucket\";category=\"trigger\";cost=\"single\";"
                + "serviceLevel=\"free\"");
  }

  @ParameterizedTest
  @CsvSource({
    "free, trigger, 60", "free, configuration, 20", "free, global, 30",
    "pro, trigger, 240", "pro, configuration, 80", "pro, global, 120",
    "business, trigger, 600", "business, configuration, 200", "business, global, 300",
    "enterprise, trigger, 6000", "enterprise, configuration, 2000", "enterprise, global, 3000"
  })
  void the_plans_have_novus_figures(String plan, String category, int perSecond) throws Exception {
    RunningSandbox sandbox = limited(RateLimits.ofPlan(plan));
    String path =
        switch (category) {
          case "trigger" -> TRIGGER + "/t-1";
          case "configuration" -> "/v2/subscribers/u1";
          default -> "/v1/environments/me";
        };
    String method = category.equals("trigger") ? "DELETE" : "GET";
    Response response = sandbox.call(method, path);

    assertThat(response.header("RateLimit-Limit")).isEqualTo(Integer.toString(5 * perSecond));
    assertThat(response.header("RateLimit-Policy"))
        .contains(";burst=" + 11 * perSecond / 2 + ";")
        .contains(";category=\"" + category + "\";")
        .endsWith(";serviceLevel=\"" + plan + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/environments/me, global",
    "GET, /v2/workflows, configuration",
    "POST, /v2/subscribers, configuration",
    "PATCH, /v1/subscribers/u1/credentials, configuration",
    "POST, /v2/topics, configuration",
    "POST, /v2/topics/acme/subscriptions, configuration",
    "POST, /v1/events/trigger, trigger"
  })
  void each_endpoint_has_its_category_and_an_invalid_call_costs_a_token(
      String method, String path, String category) throws Exception {
    RunningSandbox sandbox = limited(RateLimits.perSecond(2, 2, 2));
    Response response = sandbox.call(method, path, method.equals("GET") ? "" : "{}");

    assertThat(response.header("RateLimit-Policy")).contains("category=\"" + category + "\"");
    assertThat(response.header("RateLimit-Remaining")).isEqualTo("10");
  }

  @Test
  void a_batch_costs_a_hundred_tokens_whatever_its_size() throws Exception {
    RunningSandbox sandbox = limited(RateLimits.FREE);
    Response triggers = sandbox.call("POST", TRIGGER + "/bulk", BULK);
    Response people =
        sandbox.call("POST", "/v1/subscribers/bulk", "{'subscribers':[{'subscriberId':'a'}]}");

    assertThat(triggers.header("RateLimit-Remaining")).isEqualTo("230");
    assertThat(triggers.header("RateLimit-Policy")).contains(";cost=\"bulk\";");
    assertThat(people.header("RateLimit-Remaining")).isEqualTo("10");
  }

  @Test
  void a_call_above_the_burst_gets_429_until_there_are_tokens_again() throws Exception {
    RunningSandbox sandbox = limited(RateLimits.perSecond(2, 2, 2));
    for (int i = 0; i < 11; i++) {
      assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
    }

    Response refused = sandbox.call("POST", TRIGGER, FOR_U1);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.header("RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.body().path("message").asText()).isEqualTo("API rate limit exceeded");
    assertThat(sandbox.call("GET", "/v2/subscribers/u1").status()).isEqualTo(200);

    clock.step(Duration.ofMillis(499));
    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(429);
    clock.step(Duration.ofMillis(1));
    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(201);
    assertThat(sandbox.call("POST", TRIGGER, FOR_U1).status()).isEqualTo(429);
  }

  @Test
  void retry_after_says_when_there_are_tokens_for_a_batch() throws Exception {
    RunningSandbox sandbox = limited(RateLimits.FREE);
    for (int i = 0; i < 3; i++) {
      assertThat(sandbox.call("POST", TRIGGER + "/bulk", BULK).status()).isEqualTo(201);
    }

    Response refused = sandbox.call("POST", TRIGGER + "/bulk", BULK);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("2"); // 70 tokens at 60 a second
    clock.step(Duration.ofSeconds(2));
    assertThat(sandbox.call("POST", TRIGGER + "/bulk", BULK).status()).isEqualTo(201);
  }

  @Test
  void each_environment_has_limits_of_its_own() throws Exception {
    RunningSandbox sandbox = limited(RateLimits.perSecond(2, 2, 2));
    sandbox.call("POST", TRIGGER, FOR_U1);
    var other = sandbox.request("POST", TRIGGER, FOR_U1).setHeader("Authorization", "ApiKey other");

    assertThat(sandbox.send(other.build()).header("RateLimit-Remaining")).isEqualTo("10");
  }

  @Test
  void a_call_that_ends_in_front_of_novu_costs_nothing_and_a_call_that_fails_in_novu_costs_a_token()
      throws Exception {
    RunningSandbox sandbox = limited(RateLimits.perSecond(2, 2, 2));
    sandbox.novu.fail(Fault.response(1, 502).inFront());
    Response proxy = sandbox.call("POST", TRIGGER, FOR_U1);
    sandbox.novu.fail(Fault.response(1, 500));
    Response novu = sandbox.call("POST", TRIGGER, FOR_U1);

    assertThat(proxy.header("RateLimit-Limit")).isEmpty();
    assertThat(novu.header("RateLimit-Remaining")).isEqualTo("10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gold", ""})
  void an_unknown_plan_is_rejected(String name) {
    assertThatThrownBy(() -> RateLimits.ofPlan(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("enterprise");
  }
}
