package dev.segmentnovu.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with dead letters in the console, and how one gets in. */
class ConsoleIT {

  private static final String MESSAGE = "payload.total must be a number";

  /** A key after g, and the heading of its page. */
  private static final List<List<String>> GO_TO =
      List.of(
          List.of("i", "Issues"),
          List.of("u", "Users"),
          List.of("e", "Events"),
          List.of("s", "Sources"),
          List.of("m", "Mapping"),
          List.of("n", "Novu"),
          List.of("j", "Jobs"),
          List.of("h", "Health"),
          List.of("a", "Audit"),
          List.of("t", "Settings"),
          List.of("p", "Pulse"));

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
  void a_wrong_token_is_refused_and_the_right_one_opens_the_page_that_was_asked_for() {
    try (var visitor = chromium.tab(relay, null)) {
      visitor.allow("401");
      visitor.open("/jobs");
      Locator token = visitor.page.getByLabel("Token");
      token.fill("wrong-token-1234567890");
      visitor.button("Sign in").click();
      assertThat(visitor.page.getByRole(AriaRole.ALERT)).containsText("does not know this token");

      token.fill(ConsoleRelay.OPERATOR);
      visitor.button("Sign in").click();

      assertThat(visitor.heading("Jobs")).isVisible();
      assertThat(visitor.page.getByText("on-call · operator")).isVisible();
      assertThat(visitor.page.url()).endsWith("/jobs").doesNotContain(ConsoleRelay.OPERATOR);

      visitor.button("Sign out").click();
      assertThat(visitor.heading("Sign in")).isVisible();
      assertThat(visitor.problems()).isEmpty();
    }
  }

  @Test
  void a_dead_letter_is_found_read_edited_checked_replayed_and_delivered() throws Exception {
    relay.refuse("ada", 1, MESSAGE);
    relay.track("web", "ada", "Order Completed", "ada-1");
    relay.awaitDead("userId=ada", 1);

    tab.open("/dead-letters");
    assertThat(tab.rows().first()).isVisible();
    tab.press("/");
    page.keyboard().type("user:ada MUST be a number");
    tab.press("Enter");
    assertThat(page).hasURL(Pattern.compile("userId=ada.*text=MUST|text=MUST.*userId=ada"));
    assertThat(tab.rows()).hasCount(1);
    tab.rows().getByText("Order Completed").click();

    assertThat(tab.heading("Order Completed")).isVisible();
    assertThat(panel("Event")).containsText("\"total\": 12.50");
    assertThat(panel("Request")).containsText("POST /v1/events/trigger");
    assertThat(panel("Answer")).containsText(MESSAGE);
    assertThat(page.locator(".attempts li")).hasCount(1);

    tab.button("Edit").click();
    Locator editor = page.getByLabel("The event as JSON");
    String event = editor.inputValue();
    editor.fill(event + "}");
    assertThat(page.getByText("This is not JSON")).isVisible();
    assertThat(tab.button("Replay the edited event")).isDisabled();
    editor.fill(event.replace("12.50", "99.50"));
    tab.button("Check what would be sent").click();
    assertThat(page.locator("r-event-editor h3").getByText("POST /v1/events/trigger")).isVisible();
    assertThat(page.locator("r-event-editor r-json")).containsText("99.5");
    assertThat(relay.awaitDead("userId=ada", 1).get(0).path("replays").asInt()).isZero();

    tab.button("Replay the edited event").click();
    assertThat(page.locator("r-journey").getByText("Delivered")).isVisible();

    assertThat(relay.get("/admin/dead-letters?userId=ada").path("total").asInt()).isZero();
    JsonNode last = about("ada").get(1);
    assertThat(last.path("status").asInt()).isEqualTo(201);
    assertThat(last.at("/body/payload/total").decimalValue()).isEqualByComparingTo("99.5");

    page.goBack();
    assertThat(page).hasURL(Pattern.compile("userId=ada"));
    assertThat(page.getByText("Nothing matches")).isVisible();
  }

  @Test
  void a_bulk_replay_shows_its_plan_its_progress_and_stops_when_it_is_cancelled() throws Exception {
    bury("bulk", "Order Completed", 60);

    tab.open("/dead-letters?userId=bulk");
    tab.button("Replay").click();
    assertThat(tab.dialog().getByText("What would be sent")).isVisible();
    assertThat(tab.dialog().getByText("POST /v1/events/trigger").first()).isVisible();
    page.getByLabel("At most per second").fill("5");
    assertThat(tab.dialog().getByText("At 5 per second it takes about 12 s.")).isVisible();
    assertThat(about("bulk")).as("a plan sends nothing").hasSize(60);
    tab.dialogButton("Replay 60").click();

    Locator progress = page.getByRole(AriaRole.PROGRESSBAR);
    assertThat(progress).hasAttribute("aria-valuenow", Pattern.compile("[1-9]\\d*"));
    tab.dialogButton("Cancel the rest").click();
    assertThat(tab.dialog().getByText("Cancelled.")).isVisible();

    int left = relay.get("/admin/dead-letters?userId=bulk").path("total").asInt();
    assertThat(left).isBetween(1, 59);
    assertThat(tab.dialog().locator(".note")).containsText(60 - left + " wait for delivery again");
    JsonNode job = relay.get("/admin/jobs").path("items").get(0);
    assertThat(job.path("state").asText()).isEqualTo("cancelled");
    assertThat(job.path("createdBy").asText()).isEqualTo("on-call");

    tab.dialogButton("Close").click();
    assertThat(tab.button("Replay all " + left)).isVisible();
    await().until(() -> about("bulk").size() == 60 + 60 - left);
  }

  @Test
  void all_that_match_are_exported_and_the_selected_ones_are_discarded() throws Exception {
    bury("carla", "Order Completed", 60);

    tab.open("/dead-letters?userId=carla");
    assertThat(tab.rows()).hasCount(50);
    page.getByLabel("Select this page").check();
    tab.button("Select all 60 that match").click();
    tab.button("Export all 60").click();
    tab.dialogButton("Export 60").click();
    assertThat(tab.dialog().getByText("Done.")).isVisible();
    Download file = page.waitForDownload(() -> tab.dialogButton("Download the file").click());
    List<String> lines = Files.readAllLines(file.path());
    assertThat(lines).hasSize(60).allSatisfy(line -> assertThat(line).contains("\"total\":12.50"));
    tab.press("Escape");
    assertThat(tab.dialog()).hasCount(0);

    Locator boxes = tab.rows().getByLabel("Select");
    boxes.nth(0).check();
    boxes.nth(1).check();
    tab.button("Discard 2 selected").click();
    assertThat(tab.dialog().getByText("They are deleted for good")).isVisible();
    assertThat(relay.get("/admin/dead-letters?userId=carla").path("total").asInt()).isEqualTo(60);
    assertThat(tab.dialog().getByText("2 rejected")).isVisible();
    tab.dialogButton("Discard 2").click();
    assertThat(tab.dialog().getByText("Done.")).isVisible();
    assertThat(relay.get("/admin/dead-letters?userId=carla").path("total").asInt()).isEqualTo(58);
    JsonNode job = relay.get("/admin/jobs").path("items").get(0);
    assertThat(job.path("action").asText()).isEqualTo("discard");
    assertThat(job.path("filter").isNull()).isTrue();
    assertThat(job.path("total").asInt()).isEqualTo(2);
  }

  @Test
  void the_keys_search_go_to_pages_walk_through_a_list_select_and_replay() throws Exception {
    bury("dora", "Order Completed", 3);
    // one more, so that the list shows when the search is applied
    bury("somebody", "Order Completed", 1);

    tab.open("/");
    assertThat(tab.heading("Pulse")).isVisible();
    tab.press("?");
    assertThat(tab.dialog().getByText("Show these keys")).isVisible();
    assertThat(tab.dialog().getByText("Dead letters")).isVisible();
    tab.press("Escape");
    assertThat(tab.dialog()).hasCount(0);

    for (List<String> each : GO_TO) {
      tab.press("g", each.get(0));
      assertThat(tab.heading(each.get(1))).isVisible();
    }

    tab.press("g", "d");
    assertThat(tab.rows().first()).isVisible();
    tab.press("/");
    page.keyboard().type("user:dora gjxr?");
    assertThat(page.locator(".search input")).hasValue("user:dora gjxr?");
    page.locator(".search input").fill("user:dora");
    tab.press("Enter", "Escape");
    assertThat(tab.rows()).hasCount(3);

    tab.press("j", "j", "k", "j", "x");
    assertThat(page.locator("#page tr.at")).hasAttribute("aria-selected", "true");
    assertThat(tab.rows().nth(1)).hasAttribute("aria-selected", "true");
    tab.press("r");
    assertThat(tab.dialog().getByText("The ones that you selected.")).isVisible();
    tab.dialogButton("Replay 1").click();
    assertThat(tab.dialog().getByText("Done.")).isVisible();
    tab.press("Escape");

    assertThat(tab.rows()).hasCount(2);
    tab.press("j", "Enter");
    assertThat(panel("Answer")).containsText(MESSAGE);
  }

  /** Makes dead letters of one user, which a second try delivers. */
  private static void bury(String userId, String event, int count) throws Exception {
    relay.refuse(userId, count, MESSAGE);
    relay.send(
        "web",
        IntStream.range(0, count)
            .mapToObj(i -> ConsoleRelay.event(userId, event, userId + "-" + i))
            .toList());
    relay.awaitDead("userId=" + userId, count);
  }

  /** The triggers for a user that the sandbox received. */
  private static List<JsonNode> about(String userId) {
    return relay
        .process
        .received()
        .valueStream()
        .filter(each -> each.path("subscriberId").asText().equals(userId))
        .filter(each -> each.path("path").asText().startsWith("/v1/events"))
        .toList();
  }

  private Locator panel(String title) {
    return page.locator("section.panel")
        .filter(new Locator.FilterOptions().setHas(tab.heading(title)));
  }
}
