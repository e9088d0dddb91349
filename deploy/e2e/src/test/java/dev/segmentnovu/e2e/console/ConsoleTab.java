package dev.segmentnovu.e2e.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A tab with the console. It records what no page may do: errors of scripts, messages in the
 * browser's console, requests that fail or go to another host.
 */
final class ConsoleTab implements AutoCloseable {

  private static final Set<String> COMPLAINTS = Set.of("error", "warning", "assert");

  /** The page itself ends requests whose answer it no longer needs. */
  private static final String GIVEN_UP = "net::ERR_ABORTED";

  /**
   * On a machine with too much to do, Redis may answer too late. The page says so, and tries again:
   * a test that needs the answer waits for it.
   */
  private static final String BUSY = "the server responded with a status of 503";

  private final BrowserContext context;
  private final URI console;
  private final List<String> problems = new ArrayList<>();
  private final List<String> allowed = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  /** What Playwright drives. */
  final Page page;

  ConsoleTab(BrowserContext context, URI console) {
    this.context = context;
    this.console = console;
    page = context.newPage();
    page.onConsoleMessage(this::note);
    page.onPageError(error -> problems.add("uncaught: " + error));
    page.onRequest(this::note);
    page.onRequestFailed(
        request -> {
          if (!GIVEN_UP.equals(request.failure())) {
            problems.add("failed: " + request.url() + " " + request.failure());
          }
        });
  }

  private void note(ConsoleMessage message) {
    if (message.text().contains(BUSY)) {
      System.out.println("The relay was busy: " + message.location());
    } else if (COMPLAINTS.contains(message.type())) {
      problems.add(message.type() + ": " + message.text() + " " + message.location());
    }
  }

  private void note(Request request) {
    String url = request.url();
    if (url.startsWith(console.toString())) {
      requests.add(request.method() + " " + url.substring(console.toString().length() - 1));
    } else if (!url.startsWith("data:") && !url.startsWith("blob:")) {
      problems.add("another host: " + url);
    }
  }

  /** Loads a page of the console. */
  ConsoleTab open(String path) {
    page.navigate(console.resolve(path).toString());
    return this;
  }

  /** A test that provokes problems which contain this text expects them. */
  void allow(String text) {
    allowed.add(text);
  }

  /** What went wrong so far, besides what is allowed. */
  List<String> problems() {
    settle();
    return problems.stream().filter(each -> allowed.stream().noneMatch(each::contains)).toList();
  }

  /** The requests to the relay so far, such as {@code GET /admin/status}. */
  List<String> requests() {
    settle();
    return List.copyOf(requests);
  }

  /** Forgets the problems and the requests so far. */
  void forget() {
    settle();
    problems.clear();
    requests.clear();
  }

  /** What the browser tells arrives while Playwright waits for an answer. */
  private void settle() {
    page.evaluate("1");
  }

  /** A button whose name is this text, or begins with it and a space: letters and digits. */
  Locator button(String name) {
    return button(page.locator("body"), name);
  }

  /** A button of the open dialog. */
  Locator dialogButton(String name) {
    return button(dialog(), name);
  }

  private static Locator button(Locator within, String name) {
    var pattern = Pattern.compile("^\\s*" + name + "(\\s|$)");
    return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(pattern));
  }

  Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(name).setExact(true));
  }

  Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  /** The message about what became of an action. */
  Locator toast(String text) {
    return page.locator("r-toasts").getByText(text);
  }

  Locator rows() {
    return page.locator("#page r-table tbody tr");
  }

  void press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
