//! Markup, built by calls instead of `html!`.
//!
//! The macro writes the making of every element out where the element stands, some 300 bytes of compiled code each; here
//! an element is a few calls. What comes out is the same to Yew: an element keeps its attributes' names as one list per
//! shape, so that painting again compares values only, and a child that is absent keeps its place.

use std::cell::RefCell;

use yew::virtual_dom::{AttrValue, AttributeOrProperty, Attributes, Key, VList, VNode, VTag, VText};

thread_local! {
    /// The lists of attribute names in use: as many as there are shapes of elements in the source.
    static SHAPES: RefCell<Vec<&'static [&'static str]>> = const { RefCell::new(Vec::new()) };
}

/// An element or a list of nodes in the making.
pub(crate) struct Tag(Box<Parts>);

/// What a `Tag` is made of.
struct Parts {
    /// None for a list.
    element: Option<VTag>,
    names: Vec<&'static str>,
    values: Vec<Option<AttributeOrProperty>>,
    children: Vec<VNode>,
}

/// An element.
#[inline(never)]
pub(crate) fn tag(name: &'static str) -> Tag {
    made(Some(VTag::new(name)))
}

/// Nodes beside each other.
#[inline(never)]
pub(crate) fn list() -> Tag {
    made(None)
}

/// A button, and what a press of it means.
#[inline(never)]
pub(crate) fn button(act: &'static str) -> Tag {
    tag("button").fixed("type", "button").fixed("data-act", act)
}

fn made(element: Option<VTag>) -> Tag {
    Tag(Box::new(Parts { element, names: Vec::new(), values: Vec::new(), children: Vec::new() }))
}

impl Tag {
    fn put(mut self, name: &'static str, value: Option<AttrValue>) -> Self {
        self.0.names.push(name);
        self.0.values.push(value.map(AttributeOrProperty::Attribute));
        self
    }

    /// An attribute that is always the same, or one of a few.
    #[inline(never)]
    pub(crate) fn fixed(self, name: &'static str, value: &'static str) -> Self {
        self.put(name, Some(AttrValue::Static(value)))
    }

    /// An attribute.
    #[inline(never)]
    pub(crate) fn attr(self, name: &'static str, value: &str) -> Self {
        self.maybe(name, Some(value))
    }

    /// An attribute that may be absent.
    #[inline(never)]
    pub(crate) fn maybe(self, name: &'static str, value: Option<&str>) -> Self {
        self.put(name, value.map(|text| AttrValue::Rc(text.into())))
    }

    /// An attribute that holds a number behind a prefix, such as an id.
    #[inline(never)]
    pub(crate) fn numbered(self, name: &'static str, prefix: &str, number: usize) -> Self {
        let mut value = prefix.to_owned();
        value.push_str(&number.to_string());
        self.attr(name, &value)
    }

    /// The number that a press of a button is about.
    #[inline(never)]
    pub(crate) fn about(self, number: usize) -> Self {
        self.numbered("data-n", "", number)
    }

    /// An attribute that says something by being there.
    #[inline(never)]
    pub(crate) fn flag(self, name: &'static str, is_there: bool) -> Self {
        self.put(name, is_there.then_some(AttrValue::Static(name)))
    }

    /// The class.
    #[inline(never)]
    pub(crate) fn class(self, class: &'static str) -> Self {
        self.fixed("class", class)
    }

    /// Several classes; an empty one is none.
    #[inline(never)]
    pub(crate) fn classes(self, classes: &[&str]) -> Self {
        let mut joined = String::new();
        for class in classes.iter().filter(|class| !class.is_empty()) {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(class);
        }
        self.attr("class", &joined)
    }

    /// What tells the element apart in a list whose order changes.
    #[inline(never)]
    pub(crate) fn key(mut self, key: Key) -> Self {
        if let Some(element) = &mut self.0.element {
            element.key = Some(key);
        }
        self
    }

    /// What an input holds, written again whenever it is painted. An input without is left to whoever types.
    #[inline(never)]
    pub(crate) fn value(mut self, value: &str) -> Self {
        if let Some(element) = &mut self.0.element {
            element.set_value(Some(AttrValue::Rc(value.into())));
        }
        self
    }

    /// Whether an input is ticked, written again whenever it is painted.
    #[inline(never)]
    pub(crate) fn checked(mut self, checked: bool) -> Self {
        if let Some(element) = &mut self.0.element {
            element.set_checked(checked);
        }
        self
    }

    /// A text inside.
    #[inline(never)]
    pub(crate) fn text(self, text: &str) -> Self {
        self.child(VNode::VText(VText::new(AttrValue::Rc(text.into()))))
    }

    /// An element or list inside.
    #[inline(never)]
    pub(crate) fn with(self, child: Self) -> Self {
        self.child(child.html())
    }

    /// An element or list inside that may be absent; what stands beside it keeps its place.
    #[inline(never)]
    pub(crate) fn when(self, child: Option<Self>) -> Self {
        self.with(child.unwrap_or_else(list))
    }

    /// One node after the other, as a list inside.
    pub(crate) fn each<T: Into<VNode>>(self, children: impl IntoIterator<Item = T>) -> Self {
        self.with(children.into_iter().fold(list(), |list, child| list.child(child.into())))
    }

    /// A node inside.
    #[inline(never)]
    pub(crate) fn child(mut self, child: VNode) -> Self {
        self.0.children.push(child);
        self
    }

    /// The finished node.
    #[inline(never)]
    pub(crate) fn html(self) -> VNode {
        let Parts { element, names, values, mut children } = *self.0;
        let Some(mut element) = element else {
            return VNode::from(VList::with_children(children, None));
        };
        if !names.is_empty() {
            element.set_attributes(Attributes::Dynamic { keys: shape(names), values: values.into() });
        }
        if let Some(inside) = element.children_mut() {
            *inside = match (children.pop(), children.is_empty()) {
                (Some(only), true) => only,
                (last, _) => {
                    children.extend(last);
                    VNode::from(VList::with_children(children, None))
                }
            };
        }
        VNode::from(element)
    }
}

impl From<Tag> for VNode {
    fn from(tag: Tag) -> Self {
        tag.html()
    }
}

/// The one list of these names. Yew tells by its address that two elements have the same attributes.
fn shape(names: Vec<&'static str>) -> &'static [&'static str] {
    SHAPES.with_borrow_mut(|shapes| {
        if let Some(known) = shapes.iter().find(|known| **known == names) {
            return *known;
        }
        let new: &'static [&'static str] = names.leak();
        shapes.push(new);
        new
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(node: &VNode) -> Vec<(&str, &str)> {
        match node {
            VNode::VTag(tag) => tag.attributes.iter().collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn an_absent_attribute_is_not_there_and_an_empty_class_is_none() {
        let node = tag("p").maybe("id", None).flag("hidden", false).classes(&["a", "", "b"]).html();
        assert_eq!(attributes(&node), [("class", "a b")]);
        let node = tag("p").numbered("id", "q-", 7).flag("hidden", true).class("a").html();
        assert_eq!(attributes(&node), [("id", "q-7"), ("hidden", "hidden"), ("class", "a")]);
    }

    #[test]
    fn elements_of_one_shape_share_their_names() {
        let of = |class: &'static str| match tag("p").attr("id", class).class(class).html() {
            VNode::VTag(tag) => match tag.attributes {
                Attributes::Dynamic { keys, .. } => Some(keys.as_ptr()),
                _ => None,
            },
            _ => None,
        };
        assert!(of("a").is_some());
        assert_eq!(of("a"), of("b"));
    }

    #[test]
    fn an_absent_child_keeps_its_place() {
        let children = |node: VNode| match node {
            VNode::VTag(tag) => match tag.children() {
                Some(VNode::VList(list)) => list.len(),
                Some(_) => 1,
                None => 0,
            },
            _ => 0,
        };
        assert_eq!(children(tag("p").when(None).text("a").html()), 2);
        assert_eq!(children(tag("p").text("a").html()), 1);
        assert_eq!(children(tag("p").html()), 0);
        assert_eq!(children(tag("ul").each((0..3).map(|_| tag("li"))).html()), 3);
    }
}
