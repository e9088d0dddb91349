package dev.segmentnovu.relay.cli.deadletters;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Writes bytes of UTF-8 text to the output of a command, a line at a time. */
final class PrintedStream extends OutputStream {

  private final PrintWriter out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  PrintedStream(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(int value) {
    line.write(value);
    if (value == '\n') {
      flush();
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  /** Prints what is there; only between two lines are all characters sure to be whole. */
  @Override
  public void flush() {
    out.print(line.toString(StandardCharsets.UTF_8));
    out.flush();
    line.reset();
  }
}
