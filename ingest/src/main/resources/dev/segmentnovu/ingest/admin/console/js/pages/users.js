/** Users: find one, and see and steer what the relay does for them. */
import { html } from "lit";
import { Page } from "../view.js";
import "./users/detail.js";
import "./users/search.js";

class UsersPage extends Page {
  render() {
    const [source, userId] = this.route?.ids ?? [];
    return source && userId
      ? html`<r-user .source=${source} .userId=${userId}></r-user>`
      : html`<r-users .query=${this.route.query}></r-users>`;
  }
}

customElements.define("page-users", UsersPage);
