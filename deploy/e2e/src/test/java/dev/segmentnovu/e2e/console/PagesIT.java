package dev.segmentnovu.e2e.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page, light and dark, on a phone and on a desktop. Axe, which takes most of the time, looks
 * at the light page on a phone and the dark one on a desktop: a theme has the same colours on both,
 * and a screen has the same elements in both.
 */
class PagesIT {

  private static final Set<String> GRAVE = Set.of("serious", "critical");

  @TempDir private static Path directory;

  private static Chromium chromium;
  private static ConsoleRelay relay;
  private static Scenes scenes;
  private static Screenshots screenshots;
  private static List<ConsoleTab> tabs;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.launch();
    relay = new ConsoleRelay(directory);
    scenes = Scenes.play(relay);
    screenshots = Screenshots.ofProperty();
    tabs =
        Stream.of(Chromium.DESKTOP, Chromium.PHONE)
            .map(each -> chromium.tab(relay, ConsoleRelay.OPERATOR, each, ColorScheme.LIGHT))
            .toList();
  }

  @AfterAll
  static void stop() throws Exception {
    if (relay != null) {
      relay.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  static Stream<PageView> views() {
    return Stream.concat(PageView.PAGES.stream(), PageView.DETAILS.stream());
  }

  @ParameterizedTest
  @MethodSource("views")
  void a_page_is_readable_for_everybody_on_every_screen(PageView view) throws Exception {
    List<String> found = new ArrayList<>();
    for (ConsoleTab tab : tabs) {
      tab.forget();
      boolean phone = tab.page.viewportSize().width == Chromium.PHONE;
      String width = "-" + tab.page.viewportSize().width;
      tab.page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      view.show(tab, scenes);
      if (phone) {
        grave(tab).forEach(each -> found.add("light" + width + ": " + each));
      }
      screenshots.take(tab.page, view.name() + "-light" + width);

      tab.page.emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      if (!phone) {
        grave(tab).forEach(each -> found.add("dark" + width + ": " + each));
      }
      screenshots.take(tab.page, view.name() + "-dark" + width);
      if (isWider(tab.page)) {
        found.add(width + ": the page is wider than the screen");
      }
      tab.problems().forEach(each -> found.add(width + ": " + each));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void the_sign_in_is_readable_for_everybody() throws Exception {
    try (var tab = chromium.tab(relay, null, Chromium.PHONE, ColorScheme.DARK)) {
      tab.allow("401");
      tab.open("/");
      tab.heading("Sign in").waitFor();
      assertThat(isWider(tab.page)).isFalse();
      assertThat(grave(tab)).isEmpty();
      assertThat(tab.problems()).isEmpty();
      screenshots.take(tab.page, "sign-in-dark-" + Chromium.PHONE);
    }
  }

  @Test
  void the_second_visit_loads_no_file_of_the_console_again() {
    try (var tab = chromium.tab(relay, ConsoleRelay.OPERATOR)) {
      Visit first = Visit.ofPulse(tab);
      Visit second = Visit.ofPulse(tab);
      System.out.println("Pulse, first visit:  " + first);
      System.out.println("Pulse, second visit: " + second);

      assertThat(first.bytes()).isLessThan(150 * 1024);
      assertThat(second.loaded()).as("files besides the page itself").isZero();
      assertThat(tab.problems()).isEmpty();
    }
  }

  private static boolean isWider(Page page) {
    return Boolean.TRUE.equals(
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"));
  }

  /** What axe finds that keeps people from using the page. */
  private static List<String> grave(ConsoleTab tab) {
    // the page has no frames, which need the slower way
    return new AxeBuilder(tab.page)
        .setLegacyMode(true).analyze().getViolations().stream()
            .filter(each -> GRAVE.contains(each.getImpact()))
            .map(PagesIT::words)
            .toList();
  }

  private static String words(Rule rule) {
    return "%s: %s %s"
        .formatted(
            rule.getId(),
            rule.getHelp(),
            rule.getNodes().stream()
                .limit(3)
                .map(each -> each.getHtml() + " " + each.getFailureSummary())
                .toList());
  }
}
