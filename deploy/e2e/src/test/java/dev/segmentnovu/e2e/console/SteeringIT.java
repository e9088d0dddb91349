package dev.segmentnovu.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator does to sources and users in the console, who may not, and a relay that ends.
 */
class SteeringIT {

  private static final String NEEDS_OPERATOR =
      "Viewers cannot do this: sign out, and sign in with an operator’s token";

  /** A page, and the buttons there that change something. */
  private static final List<List<String>> ACTIONS =
      List.of(
          List.of("/dead-letters?userId=greta", "Replay", "Export", "Discard"),
          List.of("/dead-letters/ID", "Replay", "Edit", "Discard"),
          List.of("/sources", "Pause"),
          List.of("/sources/web", "Pause", "Probe Novu"),
          List.of("/users/web/greta", "Park", "Forget", "Skip first", "Retry now"),
          List.of("/issues", "Acknowledge"));

  @TempDir private static Path directory;

  private static Chromium chromium;
  private static ConsoleRelay relay;

  private ConsoleTab tab;
  private Page page;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.launch();
    relay = new ConsoleRelay(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    if (relay != null) {
      relay.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    tab = chromium.tab(relay, ConsoleRelay.OPERATOR);
    page = tab.page;
  }

  @AfterEach
  void nothing_went_wrong_in_the_page() {
    List<String> problems = tab.problems();
    tab.close();
    assertThat(problems).isEmpty();
  }

  @Test
  void a_source_is_paused_with_a_reason_its_events_wait_and_a_resume_delivers_them() {
    tab.open("/sources/app");
    Locator state = page.getByLabel("State", new Page.GetByLabelOptions().setExact(true));
    assertThat(state).containsText("running");
    tab.button("Pause").click();
    page.getByLabel("Why, for other operators").fill("Novu is being updated");
    tab.dialogButton("Pause app").click();

    assertThat(tab.toast("app is paused")).isVisible();
    assertThat(state).containsText("paused");
    assertThat(state).containsText("Novu is being updated");
    assertThat(state).containsText("Paused by on-call");
    relay.track("app", "erik", "Level Reached", "erik-1");
    relay.awaitState("erik-1", "waiting");
    assertThat(page.locator(".figures, [aria-label='Numbers of app']").first())
        .containsText(Pattern.compile("Waiting\\s*1"));

    tab.button("Resume").click();
    assertThat(tab.toast("app runs again")).isVisible();
    relay.awaitState("erik-1", "delivered");
    assertThat(state).containsText("running");
  }

  @Test
  void a_user_is_found_parked_unparked_tried_again_and_forgotten() throws Exception {
    tab.open("/users");
    page.getByLabel("User id or e-mail address").fill("frida");
    tab.press("Enter");
    page.getByText("Open the user in web anyway").click();
    assertThat(page).hasURL(Pattern.compile("/users/web/frida$"));
    assertThat(page.getByText("The relay has nothing of this user")).isVisible();

    tab.button("Park").click();
    assertThat(tab.dialog().getByText("new ones")).isVisible();
    tab.dialogButton("Park the user").click();
    assertThat(tab.toast("Parked frida")).isVisible();
    relay.track("web", "frida", "Trial Ending", "frida-1");
    assertThat(page.getByText("1 event waits until somebody unparks the user.")).isVisible();

    relay.process.fail("{\"path\":\"/v1/events\",\"subscriberId\":\"frida\",\"status\":503}");
    tab.button("Unpark").click();
    assertThat(page.getByText("The first event failed 1 time")).isVisible();
    assertThat(page.locator(".summary").getByText("retrying")).isVisible();
    tab.button("Retry now").click();
    relay.awaitState("frida-1", "delivered");
    assertThat(page.getByText("No event waits for delivery.")).isVisible();
    assertThat(tab.rows().getByText("Trial Ending")).isVisible();

    tab.button("Forget").click();
    assertThat(tab.dialog())
        .containsText("This deletes 0 waiting events, 0 dead letters and 1 record of a delivery");
    tab.dialogButton("Keep things as they are").click();
    assertThat(relay.get("/admin/users/web/frida").path("deliveries")).hasSize(1);
    tab.button("Forget").click();
    tab.dialogButton("Forget the user").click();

    assertThat(tab.toast("Forgot the user")).isVisible();
    assertThat(page).hasURL(Pattern.compile("/users$"));
    JsonNode gone = relay.get("/admin/users/web/frida");
    assertThat(gone.path("deliveries")).isEmpty();
    assertThat(gone.path("state").asText()).isEqualTo("idle");
  }

  @Test
  void what_is_typed_stays_while_the_state_of_the_sources_comes() {
    List<Route> held = new ArrayList<>();
    page.route("**/admin/status", held::add);
    tab.open("/users");
    page.getByLabel("User id or e-mail address").fill("nobody");
    page.unroute("**/admin/status");
    assertThat(held).isNotEmpty();
    page.waitForResponse("**/admin/status", () -> held.forEach(Route::resume));
    tab.press("Enter");

    assertThat(page.getByText("Open the user in web anyway")).isVisible();
  }

  @Test
  void a_viewer_sees_everything_and_changes_nothing() throws Exception {
    relay.refuse("greta", 1, "payload.total must be a number");
    relay.track("web", "greta", "Order Completed", "greta-1");
    String id = relay.awaitDead("userId=greta", 1).get(0).path("id").asText();

    try (var viewer = chromium.tab(relay, ConsoleRelay.VIEWER)) {
      for (List<String> each : ACTIONS) {
        viewer.open(each.get(0).replace("ID", id));
        for (String name : each.subList(1, each.size())) {
          Locator button = viewer.button(name).first();
          assertThat(button).hasAttribute("aria-disabled", "true");
          assertThat(button).hasAttribute("title", NEEDS_OPERATOR);
        }
      }
      viewer.open("/dead-letters/" + id);
      assertThat(viewer.button("Replay")).isVisible();
      viewer.button("Replay").click(new Locator.ClickOptions().setForce(true));
      viewer.press("r", "e");
      assertThat(viewer.page.locator("r-event-editor")).hasCount(0);
      viewer.open("/dead-letters?userId=greta");
      assertThat(viewer.rows()).hasCount(1);
      viewer.press("r");
      assertThat(viewer.dialog()).hasCount(0);
      assertThat(viewer.problems()).isEmpty();
      assertThat(viewer.requests()).noneMatch(each -> each.startsWith("POST"));
    }

    for (String path :
        List.of(
            "/admin/dead-letters/" + id + "/replay",
            "/admin/jobs",
            "/admin/sources/web/pause",
            "/admin/users/web/greta/park",
            "/admin/users/web/greta/skip")) {
      assertThat(relay.statusOf("POST", path, ConsoleRelay.VIEWER)).as(path).isEqualTo(403);
    }
    assertThat(relay.statusOf("DELETE", "/admin/dead-letters/" + id, ConsoleRelay.VIEWER))
        .isEqualTo(403);
    assertThat(relay.statusOf("DELETE", "/admin/users/web/greta", ConsoleRelay.VIEWER))
        .isEqualTo(403);
    assertThat(relay.awaitDead("userId=greta", 1).get(0).path("replays").asInt()).isZero();
  }

  @Test
  void while_the_relay_is_away_the_page_says_so_and_then_continues_by_itself() throws Exception {
    tab.allow("ERR_CONNECTION_REFUSED");
    tab.allow("ERR_INCOMPLETE_CHUNKED_ENCODING");
    tab.allow("ERR_CONNECTION_RESET");
    tab.allow("ERR_EMPTY_RESPONSE");
    tab.open("/users/web/hanna");
    assertThat(page.getByText("The relay has nothing of this user")).isVisible();
    Locator away = page.getByText("The relay cannot be reached since");
    assertThat(away).isHidden();

    relay.process.terminate();
    try {
      assertThat(away).isVisible();
      assertThat(page.getByText("The relay has nothing of this user")).isVisible();
    } finally {
      relay.process.restart();
    }
    assertThat(away).isHidden();
    relay.track("web", "hanna", "Trial Ending", "hanna-1");
    assertThat(tab.rows().getByText("Trial Ending")).isVisible();
    await().until(() -> relay.get("/admin/users/web/hanna").path("deliveries").size() == 1);
  }
}
