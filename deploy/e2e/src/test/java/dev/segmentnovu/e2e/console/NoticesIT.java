package dev.segmentnovu.e2e.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the console tells by itself, and that it tells what is so now. */
class NoticesIT {

  private static final String WORKFLOW = "Trial Ending: trial-ending";

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
  void a_refused_configuration_stands_on_pulse_and_settings_until_it_is_corrected()
      throws Exception {
    tab.open("/");
    assertThat(page.getByText("1 worker and 1 ingest")).isVisible();
    Locator notice = page.getByRole(AriaRole.ALERT);
    assertThat(notice).hasCount(0);

    relay.configure("initial: 30m", "initial: 3h");
    assertThat(notice).containsText("relay.yaml was refused");
    assertThat(notice).containsText("sources.web.retry.max: must not be shorter");
    assertThat(notice).containsText("The relay goes on with the settings that it took up");
    notice.getByText("Settings:").click();
    assertThat(page).hasURL(Pattern.compile("/settings$"));
    assertThat(notice).containsText("sources.web.retry.max: must not be shorter");

    relay.configure(WORKFLOW, WORKFLOW);
    assertThat(page.getByText("In use as it is")).isVisible();
    assertThat(notice).hasCount(0);
  }

  @Test
  void a_name_that_is_mapped_by_now_leads_to_its_dead_letters() throws Exception {
    relay.track("web", "nina", "Coupon Applied", "nina-1");
    relay.awaitDead("userId=nina", 1);
    tab.open("/mapping?show=unmapped");
    Locator row = tab.rows().filter(new Locator.FilterOptions().setHasText("Coupon Applied"));
    assertThat(row).containsText("\"Coupon Applied\": WORKFLOW-ID");

    relay.configure(WORKFLOW, WORKFLOW + "\n      Coupon Applied: coupon");
    try {
      assertThat(row).containsText("mapped now");
      assertThat(row).not().containsText("WORKFLOW-ID");
      row.locator("td:last-child").getByText("Replay its dead letters").click();
      assertThat(page).hasURL(Pattern.compile("/dead-letters\\?reason=unmapped&source=web&event="));
      assertThat(tab.rows()).hasCount(1);
    } finally {
      relay.configure(WORKFLOW, WORKFLOW);
    }
  }

  @Test
  void the_number_behind_a_cursor_is_counted_again_after_a_discard() {
    relay.send(
        "web",
        IntStream.range(0, 60)
            .mapToObj(i -> ConsoleRelay.event("otto", "Nobody Mapped This", "otto-" + i))
            .toList());
    relay.awaitDead("userId=otto", 60);
    tab.open("/dead-letters?userId=otto");
    tab.button("Next 50").click();
    Locator position = page.locator(".toolbar").getByRole(AriaRole.STATUS);
    assertThat(position).containsText("51–60 of 60");

    Locator boxes = tab.rows().getByLabel("Select");
    boxes.nth(0).check();
    boxes.nth(1).check();
    tab.button("Discard 2 selected").click();
    tab.dialogButton("Discard 2").click();
    assertThat(tab.dialog().getByText("Done.")).isVisible();
    tab.press("Escape");

    assertThat(position).containsText("51–58 of 58");
    assertThat(tab.button("Discard all 58")).isVisible();
  }

  @Test
  void the_heading_of_a_dead_letter_keeps_the_focus_when_the_dead_letter_comes() {
    relay.track("web", "paula", "Nobody Mapped This", "paula-1");
    String id = relay.awaitDead("userId=paula", 1).get(0).path("id").asText();
    List<Route> held = new ArrayList<>();
    tab.open("/dead-letters?userId=paula");
    assertThat(tab.rows()).hasCount(1);
    page.route("**/admin/dead-letters/" + id, held::add);
    tab.press("j", "Enter");
    assertThat(tab.heading("Dead letter")).isFocused();
    page.waitForCondition(() -> !held.isEmpty());

    held.forEach(Route::resume);

    assertThat(tab.heading("Nobody Mapped This")).isFocused();
  }

  @Test
  void a_silent_process_is_named_and_does_not_count() {
    page.route("**/admin/status", NoticesIT::silenceWorkers);
    tab.open("/system");

    Locator worker = page.getByLabel("Workers", new Page.GetByLabelOptions().setExact(true));
    assertThat(worker.getByText("silent", new Locator.GetByTextOptions().setExact(true)))
        .isVisible();
    assertThat(page.getByLabel("The relay in numbers"))
        .containsText(Pattern.compile("Workers\\s*0"));
    tab.open("/");
    assertThat(page.getByText("0 workers and 1 ingest")).isVisible();
    assertThat(page.getByText("1 process silent")).isVisible();
  }

  /** Answers as ten seconds after the end of all workers. */
  private static void silenceWorkers(Route route) {
    APIResponse answer = route.fetch();
    String[] parts = answer.text().split("(?=\"ingests\":)", 2);
    route.fulfill(
        new FulfillOptions()
            .setResponse(answer)
            .setBody(parts[0].replace("\"alive\":true", "\"alive\":false") + parts[1]));
  }
}
