// What goes wrong in an embedded form, as an error with a code. Depends on nothing.

/** Codes are part of the schema; the message says in Chinese what to do. */
export class Trouble extends Error {
  constructor(code, message, fields = []) {
    super(message);
    this.name = 'BayouError';
    this.code = code;
    this.fields = fields;
  }

  /** As plain JSON. */
  get detail() {
    return { code: this.code, message: this.message, fields: this.fields };
  }
}
