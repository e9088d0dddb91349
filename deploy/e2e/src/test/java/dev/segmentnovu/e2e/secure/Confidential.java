package dev.segmentnovu.e2e.secure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Secrets and personal data by name, and all that processes said. Finds the ones in the other, also
 * encoded as in a URL or in a header of Basic authentication.
 */
final class Confidential {

  /** Who may see what a process said. */
  enum Audience {
    /** Whoever reads logs, metrics or the answers of the ingest port, or has a viewer's token. */
    ANYBODY,
    /** Operators, who may see the data of events. */
    OPERATORS
  }

  private record Said(Audience audience, String where, String text) {}

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> personal = new LinkedHashMap<>();
  private final List<Said> all = new ArrayList<>();

  /** Makes a secret that nobody may see; returns its value. */
  String secret(String name, String value) {
    secrets.put(name, value);
    return value;
  }

  /** The same for data of a person, which operators may see. */
  String personal(String name, String value) {
    personal.put(name, value);
    return value;
  }

  void said(Audience audience, String where, String text) {
    all.add(new Said(audience, where, text));
  }

  /** How many texts there are. */
  int size() {
    return all.size();
  }

  /** Each occurrence as {@code name in where: line}; without repetitions. */
  List<String> leaks() {
    var leaks = new TreeSet<String>();
    for (Said said : all) {
      secrets.forEach((name, value) -> find(name, value, said, leaks));
      if (said.audience == Audience.ANYBODY) {
        personal.forEach((name, value) -> find(name, value, said, leaks));
      }
    }
    return List.copyOf(leaks);
  }

  private static void find(String name, String value, Said said, Set<String> leaks) {
    for (String form : forms(value)) {
      said.text
          .lines()
          .filter(line -> line.contains(form))
          .forEach(line -> leaks.add(name + " in " + said.where + ": " + around(line, form)));
    }
  }

  private static String around(String line, String form) {
    int at = line.indexOf(form);
    return line.substring(Math.max(0, at - 150), Math.min(line.length(), at + form.length() + 60));
  }

  private static List<String> forms(String value) {
    return List.of(
        value,
        URLEncoder.encode(value, UTF_8),
        Base64.getEncoder().encodeToString((value + ":").getBytes(UTF_8)));
  }
}
