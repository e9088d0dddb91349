package dev.segmentnovu.relay.cli.imports;

import dev.segmentnovu.relay.cli.imports.EventLines.Line;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Events that go in one request, in the order of the file. */
final class Batch {

  private static final byte[] BEGIN = "{\"batch\":[".getBytes(StandardCharsets.UTF_8);
  private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

  private final List<Line> lines;

  private Batch(List<Line> lines) {
    this.lines = lines;
  }

  /** A batch without events. */
  static Batch empty() {
    return new Batch(new ArrayList<>());
  }

  void add(Line line) {
    lines.add(line);
  }

  /**
   * Whether the body with one more line keeps within both limits. An empty batch takes any line.
   */
  boolean hasRoom(Line line, int mostEvents, int mostBytes) {
    return lines.isEmpty()
        || (lines.size() < mostEvents && size() + line.bytes().length + 1 <= mostBytes);
  }

  private int size() {
    return BEGIN.length
        + END.length
        + lines.stream().mapToInt(line -> line.bytes().length + 1).sum();
  }

  int events() {
    return lines.size();
  }

  /** The line of the event at {@code index} of the body. */
  Line line(int index) {
    return lines.get(index);
  }

  /** Two batches with a half each; only for two events or more. */
  List<Batch> halves() {
    int middle = lines.size() / 2;
    return List.of(
        new Batch(lines.subList(0, middle)), new Batch(lines.subList(middle, lines.size())));
  }

  /** The body of the request. */
  byte[] body() {
    var body = new ByteArrayOutputStream();
    body.writeBytes(BEGIN);
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(lines.get(i).bytes());
    }
    body.writeBytes(END);
    return body.toByteArray();
  }
}
