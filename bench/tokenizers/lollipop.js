export { load } from "../../target/bench/lollipop/lollipop.js";
